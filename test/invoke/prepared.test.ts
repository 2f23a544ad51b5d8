import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "node:test";
import { rootOnly } from "../sandbox/sandbox-host.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { json, type RealInvoker, realInvoker, text } from "./real-invoker.ts";
import { shellBootstrap } from "./shell-bootstrap.ts";

/** Everything that a function may know of how it was started. */
const NODE = `
const { execFileSync } = require("node:child_process");
const { readdirSync, readFileSync } = require("node:fs");
const local = new Date(0).toString();
exports.handler = async (_event, { functionName, functionVersion, memoryLimitInMB, logGroupName }) => ({
  commandLine: readFileSync("/proc/self/cmdline", "utf8"),
  seen: {
    variables: { ...process.env },
    ofChildren: execFileSync("/usr/bin/env", { encoding: "utf8" }).trim().split("\\n").sort(),
    argv: process.argv, execArgv: process.execArgv, cwd: process.cwd(), uid: process.getuid(), local,
    heapLimit: require("node:v8").getHeapStatistics().heap_size_limit,
    context: { functionName, functionVersion, memoryLimitInMB, logGroupName },
    task: readdirSync("/var/task"), opt: readdirSync("/opt"), tmp: readdirSync("/tmp"),
    layer: require("layered"), imported: (await import("./module.mjs")).default,
  },
});`;
const NODE_FILES = { "index.js": NODE, "module.mjs": "export default process.env.GREETING;" };
const NODE_LAYER = { "nodejs/node_modules/layered/index.js": "module.exports = 'layered';" };

const PYTHON_FILES = {
  "index.py": `
import os, subprocess, sys, time
def handler(event, context):
    return {"commandLine": open("/proc/self/cmdline").read(), "seen": {
        "variables": dict(os.environ), "ofChildren": sorted(subprocess.check_output(["/usr/bin/env"], text=True).split("\\n")),
        "context": [context.function_name, context.function_version, context.memory_limit_in_mb, context.log_group_name],
        "argv": sys.argv, "path": sys.path, "cwd": os.getcwd(), "uid": os.getuid(), "zone": time.tzname,
        "task": sorted(os.listdir("/var/task")), "opt": os.listdir("/opt"), "tmp": os.listdir("/tmp"),
        "layer": __import__("layered").NAME}}
`,
};
const PYTHON_LAYER = { "python/layered.py": "NAME = 'layered'\n" };

/** Different for each environment, whichever way it was started. */
const OWN = /^(AWS_LAMBDA_LOG_STREAM_NAME|_X_AMZN_TRACE_ID)/;

interface Report {
  readonly commandLine: string;
  readonly seen: Record<string, unknown> & {
    readonly variables: Record<string, string>;
    readonly ofChildren: readonly string[];
  };
}

const comparable = ({ seen }: Report): unknown => ({
  ...seen,
  variables: Object.fromEntries(Object.entries(seen.variables).filter(([name]) => !OWN.test(name))),
  ofChildren: seen.ofChildren.filter((line) => !OWN.test(line)),
});

interface Subject {
  readonly files: Readonly<Record<string, string>>;
  readonly layer: Readonly<Record<string, string>>;
  readonly runtime: string;
}

const ENVIRONMENT = { GREETING: "hello", TZ: "America/New_York", NODE_ENV: "production" };

const startAnew = async ({ define, defineLayer, invoke }: RealInvoker, { files, layer, runtime }: Subject) => {
  const settings = { runtime, environment: ENVIRONMENT, layers: [await defineLayer(layer)], timeoutSeconds: 10 };
  return json(await invoke(await define(files, settings))) as Report;
};

/** Each start makes the next one likely to find a sandbox prepared. */
const startPrepared = async (real: RealInvoker, subject: Subject): Promise<Report> => {
  for (;;) {
    const report = await startAnew(real, subject);
    if (/prepared\.(cjs|py)/.test(report.commandLine)) return report;
    await sleep(200);
  }
};

const assertNoDifference = async (context: Parameters<typeof realInvoker>[0], subject: Subject): Promise<void> => {
  const ordinary = await startAnew(await realInvoker(context), subject);
  assert.doesNotMatch(ordinary.commandLine, /prepared/);
  const prepared = await startPrepared(await realInvoker(context, { preparedSandboxes: 1 }), subject);
  assert.deepEqual(comparable(prepared), comparable(ordinary));
};

describe("a function in a sandbox that was prepared", rootOnly, () => {
  test("finds nothing different: Node.js", (context) =>
    assertNoDifference(context, { files: NODE_FILES, layer: NODE_LAYER, runtime: "nodejs24.x" }));

  test("finds nothing different: Python", (context) =>
    assertNoDifference(context, { files: PYTHON_FILES, layer: PYTHON_LAYER, runtime: PYTHON }));

  test("draws other random numbers than its neighbours", async (context) => {
    const real = await realInvoker(context, { preparedSandboxes: 2 });
    const files = {
      "index.js": NODE.replace("layer: require", "random: Math.random(), layer: require"),
      "module.mjs": "",
    };
    const subject = { files, layer: NODE_LAYER, runtime: "nodejs24.x" };
    const first = await startPrepared(real, subject);
    const second = await startPrepared(real, subject);
    assert.notEqual(first.seen["random"], second.seen["random"]);
  });

  test("reports how long its own init took", async (context) => {
    const real = await realInvoker(context, { preparedSandboxes: 1 });
    await startPrepared(real, { files: NODE_FILES, layer: NODE_LAYER, runtime: "nodejs24.x" });
    const { initMs, isColdStart } = real.records.at(-1) ?? {};
    assert.equal(isColdStart, true);
    assert.ok((initMs ?? 0) > 0);
  });

  test("may be a program that needs its code from the first moment", async (context) => {
    const { define, invoke } = await realInvoker(context, { preparedSandboxes: 1 });
    // Seconds since the sandbox was made.
    const bootstrap = shellBootstrap("$(( $(date +%s) - $(stat -c %Y /opt) ))");
    const start = async () => json(await invoke(await define({ bootstrap }, { runtime: "provided.al2023" })));
    while (((await start()) as number) < 2) await sleep(3_000);
  });

  test("tells why a bootstrap is none", async (context) => {
    const { define, invoke } = await realInvoker(context, { preparedSandboxes: 1 });
    const start = async () => invoke(await define({ "other.txt": "" }, { runtime: "provided.al2023" }));
    await start();
    await sleep(500);
    assert.match(text((await start()).payload), /Runtime.InvalidEntrypoint.*Couldn't find valid bootstrap/);
  });

  test("is not used where variables are read when a program starts", async (context) => {
    const { define, invoke, invoker } = await realInvoker(context, { preparedSandboxes: 1 });
    const files = { "index.js": `exports.handler = async () => [process.execArgv.length, process.env.NODE_OPTIONS];` };
    const traced = await define(files, { environment: { NODE_OPTIONS: "--no-deprecation" } });
    invoker.anticipate(traced);
    assert.deepEqual((json(await invoke(traced)) as unknown[])[1], "--no-deprecation");
  });
});
