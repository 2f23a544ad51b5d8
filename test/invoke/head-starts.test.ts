import assert from "node:assert/strict";
import { chmod, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test, type TestContext } from "node:test";
import type { FunctionVersion } from "../../src/services/lambda/model/function-version.ts";
import { rootOnly } from "../sandbox/sandbox-host.ts";
import { PYTHON, testRuntimes } from "../support/test-runtimes.ts";
import { json, type RealInvoker, realInvoker } from "./real-invoker.ts";

/** Large, and slow to load, so that what is compiled is worth being kept. */
const SLOW = `
const { readdirSync, writeFileSync } = require("node:fs");
const { connect } = require("node:net");
const nodeModule = require("node:module");
const tmpInInit = readdirSync("/tmp");
for (const end = Date.now() + 30; Date.now() < end;);
const write = () => {
  try {
    writeFileSync(nodeModule.getCompileCacheDir() + "/mine", "x");
  } catch (error) {
    return error.code;
  }
};
const callPlatform = () => new Promise((resolve) => {
  const socket = connect(61905, "127.0.0.1", () => resolve("connected"));
  socket.on("error", (error) => resolve(error.code));
});
exports.handler = async () => ({
  compileCache: nodeModule.getCompileCacheDir() ?? null,
  writing: write() ?? null,
  calling: await callPlatform(),
  tmp: [tmpInInit, readdirSync("/tmp")],
  variables: Object.keys(process.env).filter((name) => /lambkin/i.test(name)),
});
// ${"x".repeat(20_000)}`;

interface Report {
  readonly compileCache: string | null;
  readonly writing: string | null;
  readonly calling: string;
  readonly tmp: readonly (readonly string[])[];
  readonly variables: readonly string[];
}

/** What a function says in an environment of its own, which ends. */
const startAnew = async ({ invoker, invoke }: RealInvoker, functionVersion: FunctionVersion): Promise<unknown> => {
  const said = json(await invoke(functionVersion));
  await invoker.retire(functionVersion.functionName, undefined);
  return said;
};

/** Until what the first start left is on the disk. */
const keptFiles = async ({ derivedDirectory }: RealInvoker): Promise<readonly string[]> => {
  for (;;) {
    const files = await readdir(derivedDirectory, { recursive: true });
    if (files.some((name) => name.endsWith("libraries.json") && !name.includes("incoming"))) return files;
    await sleep(20);
  }
};

const fixture = async (context: TestContext) => {
  const real = await realInvoker(context);
  const functionVersion = await real.define({ "index.js": SLOW });
  const start = async (version = functionVersion) => (await startAnew(real, version)) as Report;
  return { ...real, real, functionVersion, start };
};

describe("compiled code of Node.js", rootOnly, () => {
  test("is left by the first start of a version, which shows the function nothing of it", async (context) => {
    const { real, start } = await fixture(context);
    const { tmp, variables } = await start();
    assert.deepEqual(tmp, [[], []]);
    assert.deepEqual(variables, []);
    assert.ok((await keptFiles(real)).some((name) => /compiled\/v24[^/]*\/[0-9a-f]+$/.test(name)));
  });

  test("is used by later ones, which cannot change it", async (context) => {
    const { real, start } = await fixture(context);
    await start();
    await keptFiles(real);
    const { compileCache, writing, tmp, variables } = await start();
    assert.match(compileCache ?? "", /^\/var\/runtime\/head-start\/v24/);
    assert.equal(writing, "EROFS");
    assert.deepEqual(tmp, [[], []]);
    assert.deepEqual(variables, []);
  });

  test("spares them the compilation", async (context) => {
    const real = await realInvoker(context);
    const environment = { NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
    const functionVersion = await real.define({ "index.js": SLOW }, { environment });
    await startAnew(real, functionVersion);
    await keptFiles(real);
    await startAnew(real, functionVersion);
    assert.ok(
      real.logs.lines.some((line) => /\/var\/task\/index\.js.*was accepted/.test(line)),
      real.logs.lines.join("\n"),
    );
  });

  test("is not shown to another revision of the function", async (context) => {
    const { real, start, functionVersion } = await fixture(context);
    await start();
    await keptFiles(real);
    const { compileCache } = await start({ ...functionVersion, revisionId: "another" });
    assert.doesNotMatch(compileCache ?? "", /head-start\/v24/);
  });

  test("cannot be left by whoever sends the first event", async (context) => {
    const { start } = await fixture(context);
    assert.equal((await start()).calling, "ECONNREFUSED");
  });

  test("that was damaged is not used", async (context) => {
    const { real, start, derivedDirectory } = await fixture(context);
    await start();
    const compiled = (await keptFiles(real)).filter((name) => /compiled\/v24[^/]*\/[0-9a-f]+$/.test(name));
    for (const name of compiled) await writeFile(path.join(derivedDirectory, name), "damaged");
    assert.match((await start()).compileCache ?? "", /head-start/);
  });

  test("that is gone is done without", async (context) => {
    const { real, start, derivedDirectory } = await fixture(context);
    await start();
    const folder = (await keptFiles(real)).find((name) => /compiled\/v24[^/]*$/.test(name)) ?? "";
    await chmod(path.join(derivedDirectory, folder), 0o000);
    assert.equal((await start()).calling, "ECONNREFUSED");
  });

  test("is not touched where a function has a place of its own for it", async (context) => {
    const real = await realInvoker(context);
    const environment = { NODE_COMPILE_CACHE: "/tmp/mine" };
    const functionVersion = await real.define({ "index.js": SLOW }, { environment });
    const { compileCache } = (await startAnew(real, functionVersion)) as Report;
    assert.match(compileCache ?? "", /^\/tmp\/mine/);
  });
});

const BOTO3 = `
import sys
def handler(event, context):
    return {"commandLine": open("/proc/self/cmdline").read(), "home": boto3.__file__,
        "modules": sorted(name for name in sys.modules if not name.startswith("lambkin_runtime")), "path": sys.path, "argv": sys.argv,
        "default": boto3.DEFAULT_SESSION is None}
import boto3
boto3.client("sts", region_name="us-east-1")
boto3.DEFAULT_SESSION = None
`;

const NODE_SDK = `
const { SQSClient } = require("@aws-sdk/client-sqs");
const commandLine = require("node:fs").readFileSync("/proc/self/cmdline", "utf8");
exports.handler = async () => ({
  commandLine, argv: process.argv, globals: Object.getOwnPropertyNames(globalThis), awslambda: Object.keys(awslambda),
  file: require.resolve("@aws-sdk/client-sqs"), isSame: SQSClient === require("@aws-sdk/client-sqs").SQSClient,
});`;

const NODE_MODULE_SDK = `
import { readFileSync } from "node:fs";
import { SQSClient } from "@aws-sdk/client-sqs";
export const handler = async () => ({ commandLine: readFileSync("/proc/self/cmdline", "utf8"), name: SQSClient.name });`;

interface Loaded extends Record<string, unknown> {
  readonly commandLine: string;
}

/** Starts until one is a runtime with that in its command line. */
const startUntil = async (real: RealInvoker, functionVersion: FunctionVersion, word: RegExp): Promise<Loaded> => {
  for (;;) {
    const started = (await startAnew(real, functionVersion)) as Loaded;
    if (word.test(started.commandLine)) return started;
    await sleep(200);
  }
};

/** Starts until one is a runtime that had loaded the library already. */
const startLoaded = (real: RealInvoker, functionVersion: FunctionVersion, library: string): Promise<Loaded> =>
  startUntil(real, functionVersion, new RegExp(`\0${library}\0`));

/** A function that may have boto3 loaded for it has it. */
const untilOthersFindItLoaded = async (real: RealInvoker): Promise<void> => {
  const functionVersion = await real.define({ "index.py": BOTO3 }, { runtime: PYTHON });
  await startLoaded(real, functionVersion, "boto3");
};

const comparable = (loaded: Loaded): unknown => ({ ...loaded, commandLine: undefined });

describe("libraries of the runtime that a function was found to load", rootOnly, () => {
  test("are loaded before its next start, which finds nothing different: boto3", async (context) => {
    await testRuntimes.prepare(PYTHON, { signal: context.signal });
    const real = await realInvoker(context, { preparedSandboxes: 2 }, { runtimes: testRuntimes });
    const functionVersion = await real.define({ "index.py": BOTO3 }, { runtime: PYTHON, timeoutSeconds: 30 });
    const first = (await startAnew(real, functionVersion)) as Loaded;
    assert.doesNotMatch(first.commandLine, /boto3/);
    const loaded = await startLoaded(real, functionVersion, "boto3");
    assert.deepEqual(comparable(loaded), comparable(first));
  });

  test("are loaded before its next start, which finds nothing different: a package of the SDK for JavaScript", async (context) => {
    await testRuntimes.prepare("nodejs24.x", { signal: context.signal });
    const real = await realInvoker(context, { preparedSandboxes: 2 }, { runtimes: testRuntimes });
    const functionVersion = await real.define({ "index.js": NODE_SDK }, { timeoutSeconds: 30 });
    const first = (await startAnew(real, functionVersion)) as Loaded;
    assert.doesNotMatch(first.commandLine, /client-sqs/);
    const loaded = await startLoaded(real, functionVersion, "@aws-sdk/client-sqs");
    assert.deepEqual(comparable(loaded), comparable(first));
  });

  test("are loaded for ES modules, too", async (context) => {
    await testRuntimes.prepare("nodejs24.x", { signal: context.signal });
    const real = await realInvoker(context, { preparedSandboxes: 2 }, { runtimes: testRuntimes });
    const functionVersion = await real.define({ "index.mjs": NODE_MODULE_SDK }, { timeoutSeconds: 30 });
    assert.equal((await startLoaded(real, functionVersion, "@aws-sdk/client-sqs"))["name"], "SQSClient");
  });

  test("are not those that the function brings parts of", async (context) => {
    await testRuntimes.prepare(PYTHON, { signal: context.signal });
    const real = await realInvoker(context, { preparedSandboxes: 2 }, { runtimes: testRuntimes });
    const files = {
      "index.py": BOTO3,
      "certifi.py": "def where():\n    return '/etc/ssl/certs/ca-certificates.crt'\n",
    };
    const functionVersion = await real.define(files, { runtime: PYTHON, timeoutSeconds: 30 });
    await startAnew(real, functionVersion);
    await untilOthersFindItLoaded(real);
    assert.doesNotMatch((await startUntil(real, functionVersion, /prepared/)).commandLine, /boto3/);
  });

  test("are not loaded for functions with variables that they read while they are loaded", async (context) => {
    await testRuntimes.prepare(PYTHON, { signal: context.signal });
    const real = await realInvoker(context, { preparedSandboxes: 2 }, { runtimes: testRuntimes });
    const settings = { runtime: PYTHON, timeoutSeconds: 30, environment: { HOME: "/tmp" } };
    const functionVersion = await real.define({ "index.py": BOTO3 }, settings);
    await startAnew(real, functionVersion);
    await untilOthersFindItLoaded(real);
    assert.doesNotMatch(((await startAnew(real, functionVersion)) as Loaded).commandLine, /boto3/);
  });
});
