import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient, type Runtime } from "@aws-sdk/client-lambda";
import { rootOnly } from "../sandbox/sandbox-host.ts";
import { createFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

const PYTHON_SOURCE = `
import boto3
sts = boto3.client("sts")
def handler(event, context):
    return [open("/proc/self/cmdline").read(), sts.get_caller_identity()["Arn"]]
`;
const NODE_SOURCE = `
const { readFileSync } = require("node:fs");
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
const sts = new STSClient({});
exports.handler = async () =>
  [readFileSync("/proc/self/cmdline", "utf8"), (await sts.send(new GetCallerIdentityCommand({}))).Arn];
`;

describe("a function that uses the AWS SDK of its runtime", rootOnly, () => {
  let lambda: LambdaClient;

  serveTests(
    (server, open) => {
      lambda = open(new LambdaClient(server.clientOptions));
    },
    ["--idle-seconds", "1"],
  );

  const create = async (FunctionName: string, runtime: string, files: Readonly<Record<string, string>>) => {
    const code = { Runtime: runtime as Runtime, Code: { ZipFile: await zip(files) } };
    await createFunction(lambda, { FunctionName, MemorySize: 512, ...code });
  };

  /** Lets environments end until one has begun with the library loaded; its credentials are the function's own. */
  const invokeUntilLoaded = async (FunctionName: string, library: string): Promise<void> => {
    for (;;) {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
      const [commandLine, arn] = JSON.parse(textOf(Payload)) as readonly [string, string];
      assert.match(arn, new RegExp(`assumed-role/lambda-execution/${FunctionName}$`));
      if (commandLine.includes(`\0${library}\0`)) return;
      await sleep(2_500);
    }
  };

  test("finds it loaded when it starts again: boto3", async () => {
    await create("python", PYTHON, { "index.py": PYTHON_SOURCE });
    await invokeUntilLoaded("python", "boto3");
  });

  test("finds it loaded when it starts again: the SDK for JavaScript", async () => {
    await create("node", "nodejs24.x", { "index.js": NODE_SOURCE });
    await invokeUntilLoaded("node", "@aws-sdk/client-sts");
  });
});
