import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { LaunchSettings, Runtime } from "../../src/runtimes/contract.ts";
import { PYTHON, testRuntimes } from "../support/test-runtimes.ts";

const run = async (command: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  JSON.parse((await promisify(execFile)(command, args, { env })).stdout) as Record<string, readonly string[]>;

/** Which variables the packages ask for while they are loaded, and what they add to a process that others see. */
const LOAD_PACKAGES = `
const read = new Set();
process.env = new Proxy(process.env, {
  get: (variables, name) => { read.add(name); return variables[name]; },
  has: (variables, name) => { read.add(name); return name in variables; },
  ownKeys: (variables) => { read.add("all of them"); return Reflect.ownKeys(variables); },
});
const globals = new Set(Object.getOwnPropertyNames(globalThis));
for (const name of process.argv.slice(2)) require(process.argv[1] + "/" + name);
console.log(JSON.stringify({
  read: [...read].sort(),
  globals: Object.getOwnPropertyNames(globalThis).filter((name) => !globals.has(name)),
  active: process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY)Wrap$/.test(name)),
}));`;

const LOAD_BOTO3 = `
import json, os, sys
read, tried = set(), set()
class Environ(type(os.environ)):
    def __getitem__(self, name):
        read.add(name)
        return super().__getitem__(name)
    def __contains__(self, name):
        read.add(name)
        return super().__contains__(name)
    def __iter__(self):
        read.add("all of them")
        return super().__iter__()
class Finder:
    def find_spec(self, name, path=None, target=None):
        tried.add(name.partition(".")[0])
os.environ.__class__ = Environ
sys.meta_path.insert(0, Finder())
sys.path.insert(0, sys.argv[1])
import boto3
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({"read": sorted(read), "missing": sorted(tried - loaded), "third": sorted(
    name for name in loaded if (getattr(sys.modules[name], "__file__", None) or "").startswith(sys.argv[1]))}))`;

const SETTINGS: LaunchSettings = {
  handler: "index.handler",
  memoryMiB: 512,
  hasLayers: false,
  environment: {},
};

const find = async (identifier: string): Promise<Runtime> => {
  const availability = await testRuntimes.find(identifier);
  assert.ok(availability.kind === "ready");
  return availability.runtime;
};

const sourceOf = (runtime: Runtime, target: string): string =>
  runtime.launch(SETTINGS).mounts.find((mount) => mount.target === target)?.source ?? assert.fail(target);

describe("libraries that are loaded before it is known for which function", () => {
  before(async () => {
    await testRuntimes.prepare("nodejs24.x", { signal: new AbortController().signal });
    await testRuntimes.prepare(PYTHON, { signal: new AbortController().signal });
  });

  test("of the AWS SDK for JavaScript look at no other variables than those that keep them from it", async () => {
    const runtime = await find("nodejs24.x");
    const packages = ["client-dynamodb", "client-lambda", "client-s3", "client-sqs", "lib-dynamodb", "lib-storage"];
    const preload = packages.map((name) => `@aws-sdk/${name}`);
    assert.deepEqual(runtime.launch({ ...SETTINGS, preload }).preloads, preload);
    const directory = sourceOf(runtime, "/var/runtime/node_modules");
    const env = { NODE_PATH: directory };
    const {
      read = [],
      globals,
      active,
    } = await run(process.execPath, ["-e", LOAD_PACKAGES, directory, ...preload], env);
    const harmful = read.filter((name) => {
      const { preloads } = runtime.launch({ ...SETTINGS, preload, environment: { [name]: "1" } });
      return preloads?.length !== 0;
    });
    assert.deepEqual(harmful, []);
    assert.deepEqual([globals, active], [["awslambda"], []]);
  });

  test("of Python look at no other variables than those that keep them from it", async () => {
    const runtime = await find(PYTHON);
    const settings = { ...SETTINGS, preload: ["boto3"] };
    assert.deepEqual(runtime.launch(settings).preloads, ["boto3"]);
    const { read = [] } = await run(
      runtime.source,
      ["-I", "-S", "-c", LOAD_BOTO3, sourceOf(runtime, "/var/runtime/python")],
      {},
    );
    const harmful = read.filter(
      (name) => runtime.launch({ ...settings, environment: { [name]: "1" } }).preloads?.length !== 0,
    );
    assert.deepEqual(harmful, []);
  });

  test("of Python make do without the same packages as when this was written", async () => {
    const runtime = await find(PYTHON);
    const directory = sourceOf(runtime, "/var/runtime/python");
    const { missing = [], third } = await run(runtime.source, ["-I", "-S", "-c", LOAD_BOTO3, directory], {});
    // Of another platform.
    const others = missing.filter((name) => !["_winapi", "msvcrt", "nt", "winreg"].includes(name));
    assert.deepEqual(others, ["OpenSSL", "awscrt", "brotli", "brotlicffi", "certifi", "org", "urllib3_secure_extra"]);
    assert.deepEqual(third, ["boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"]);
  });

  test("are none where the runtime cannot be started before it is known for which function", async () => {
    const node = await find("nodejs24.x");
    const wrapped = { ...SETTINGS, environment: { NODE_OPTIONS: "--enable-source-maps" } };
    assert.deepEqual(node.launch({ ...wrapped, preload: ["@aws-sdk/client-s3"] }).preloads, []);
    const python = await find(PYTHON);
    const unbuffered = { ...SETTINGS, environment: { PYTHONUNBUFFERED: "1" } };
    assert.deepEqual(python.launch({ ...unbuffered, preload: ["boto3"] }).preloads, []);
  });

  test("are of one kind, in whatever order a function loads them", async () => {
    const node = await find("nodejs24.x");
    const { preparedCommand } = node.launch({ ...SETTINGS, preload: ["@aws-sdk/client-sqs", "@aws-sdk/client-s3"] });
    const preload = ["@aws-sdk/client-s3", "@aws-sdk/client-sqs", "@aws-sdk/client-s3"];
    assert.deepEqual(node.launch({ ...SETTINGS, preload }).preparedCommand, preparedCommand);
    assert.deepEqual(preparedCommand?.slice(-2), ["@aws-sdk/client-s3", "@aws-sdk/client-sqs"]);
  });

  test("are none that the runtime does not have, whatever a function says that it loads", async () => {
    const node = await find("nodejs24.x");
    const preload = ["../../etc", "@aws-sdk/client-none", "@aws-sdk/../..", "left-pad", "--eval"];
    assert.deepEqual(node.launch({ ...SETTINGS, preload }).preloads, []);
    const python = await find(PYTHON);
    assert.deepEqual(python.launch({ ...SETTINGS, preload: ["os", "own"] }).preloads, []);
  });
});
