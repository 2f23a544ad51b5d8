/**
 * AWS's published sample extensions, unmodified. They are in no registry: `LAMBKIN_SAMPLE_EXTENSIONS` names a checkout of
 * https://github.com/aws-samples/aws-lambda-extensions (MIT-0); what they depend on is fetched from npm and PyPI.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";
import { zipDirectory } from "../support/zip-directory.ts";

const CHECKOUT = process.env["LAMBKIN_SAMPLE_EXTENSIONS"] ?? "";
const ECHO = "exports.handler = async (event) => { console.log('the function speaks'); return event; };";
const PATIENCE_MS = 30_000;

interface Sample {
  /** What the sample's README has to be executable, below its directory. */
  readonly executables: readonly string[];
  /** Where it wants its dependencies, and how they get there. */
  readonly install?: Install | undefined;
}

type Install = readonly [directory: string, command: string, ...args: readonly string[]];

const NPM_INSTALL = [
  "npm",
  "install",
  "--omit=dev",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--silent",
] as const;
const PIP_INSTALL = ["python3", "-m", "pip", "install", "--quiet", "--target", ".", "-r", "requirements.txt"] as const;

const fromNpm = (directory: string, ...packages: readonly string[]): Install => [
  directory,
  ...NPM_INSTALL,
  ...packages,
];
const fromPyPi = (directory: string): Install => [directory, ...PIP_INSTALL];

const python = async (): Promise<Partial<CreateFunctionCommandInput>> => ({
  Runtime: PYTHON as Runtime,
  Handler: "app.handler",
  Code: { ZipFile: await zip({ "app.py": "def handler(event, context):\n  print('it speaks')\n  return event\n" }) },
});

describe("AWS's sample extensions", { skip: CHECKOUT === "" && "LAMBKIN_SAMPLE_EXTENSIONS names no checkout" }, () => {
  let lambda: LambdaClient;
  let logs: CloudWatchLogsClient;

  serveTests((server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    logs = open(new CloudWatchLogsClient(server.clientOptions));
  });

  /** Makes a layer of a sample, as its README says. */
  const publish = async (LayerName: string, { executables, install }: Sample): Promise<string> => {
    using directory = temporaryDirectory();
    await cp(join(CHECKOUT, LayerName), directory.path, { recursive: true });
    for (const executable of executables) await chmod(join(directory.path, executable), 0o755);
    if (install !== undefined) {
      const [below, command, ...args] = install;
      await promisify(execFile)(command, args, { cwd: join(directory.path, below) });
    }
    const Content = { ZipFile: await zipDirectory(directory.path) };
    const { LayerVersionArn } = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content }));
    return LayerVersionArn ?? assert.fail("the layer version has no ARN");
  };

  /** Invokes a function with the sample twice and deletes it. @returns what the second one answered, and its whole log */
  const run = async (
    sampleName: string,
    sample: Sample,
    settings: Partial<CreateFunctionCommandInput> = {},
  ): Promise<{ readonly answer: string; readonly log: string }> => {
    const Layers = [await publish(sampleName, sample)];
    await createNodeFunction(lambda, sampleName, ECHO, { Layers, Timeout: 10, MemorySize: 256, ...settings });
    const invoke = new InvokeCommand({ FunctionName: sampleName, Payload: '{"n":1}' });
    const first = await lambda.send(invoke);
    assert.equal(first.FunctionError, undefined, textOf(first.Payload));
    const { Payload } = await lambda.send(invoke);
    // Long enough for batches of telemetry to be due.
    await delay(1_500);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: sampleName }));
    return { answer: textOf(Payload), log: await wholeLog(sampleName) };
  };

  /** The log once nothing is added to it any more. */
  const wholeLog = async (functionName: string): Promise<string> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (let before = ""; ; await delay(2_500)) {
      const { events = [] } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}` }),
      );
      const log = events.map(({ message = "" }) => message.trimEnd()).join("\n");
      if (log === before && log !== "") return log;
      assert.ok(Date.now() < deadline, "the log does not come to an end");
      before = log;
    }
  };

  test("in Node.js hears of invocations and of the end", async () => {
    const name = "nodejs-example-extension";
    const { answer, log } = await run(name, {
      executables: [`extensions/${name}`, `${name}/index.js`],
      install: fromNpm(name),
    });
    assert.equal(answer, '{"n":1}');
    assert.equal(log.split("\ninvoke\n").length - 1, 2, log);
    assert.match(log, /shutdownReason: 'SPINDOWN'/);
  });

  test("in Python hears of invocations and of the end", async () => {
    const name = "python-example-extension";
    const { log } = await run(name, {
      executables: [`extensions/${name}`, `${name}/extension.py`],
      install: fromPyPi(name),
    });
    assert.match(log, /Received event: \{"eventType": "INVOKE"/);
    assert.match(log, /Received SHUTDOWN event. Exiting./);
  });

  test("in Node.js subscribes to the Telemetry API", async () => {
    const name = "nodejs-example-telemetry-api-extension";
    // The sample requires node-fetch as its version 2 is required, and asks npm for version 3.
    const install = fromNpm(name, "node-fetch@2");
    const { log } = await run(name, {
      executables: [`extensions/${name}`, `${name}/index.js`],
      ...(install && { install }),
    });
    assert.match(log, /Subscription success: "OK"/);
    assert.match(log, /Dispatching \d+ telemetry events/);
  });

  test("in Python subscribes to the Telemetry API", async () => {
    const name = "python_example_telemetry_api_extension";
    const { log } = await run(
      "python-example-telemetry-api-extension",
      { executables: [`extensions/${name}`, `${name}/extension.py`], install: fromPyPi(name) },
      // Where there is nobody: it says so and ends when it wants to pass on what it got.
      { Environment: { Variables: { DISPATCH_MIN_BATCH_SIZE: "1000", DISPATCH_POST_URI: "http://127.0.0.1:9/" } } },
    );
    assert.match(log, /successfully subscribed to telemetry api "OK"/);
    assert.match(log, /Handle Shutdown Event/);
  });

  test("in Python subscribes to the Logs API", async () => {
    const { log } = await run(
      "python-example-logs-api-extension",
      { executables: ["extensions/logs_api_http_extension.py"] },
      await python(),
    );
    assert.match(log, /Successfully subscribed to Logs API: b'"OK"'/);
    // What it got it prints with the next event after that, for which the end may be too early.
    assert.match(log, /"eventType":"SHUTDOWN"/);
  });

  test("in Node.js stands between the runtime and the Runtime API", async () => {
    const name = "nodejs-example-lambda-runtime-api-proxy-extension";
    const { answer } = await run(
      name,
      {
        executables: [`extensions/${name}`, `${name}/index.mjs`, "wrapper-script.sh"],
        install: fromNpm(name),
      },
      { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper-script.sh" } } },
    );
    assert.deepEqual(JSON.parse(answer), { n: 1, "lrap-processed": true });
  });
});
