import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { testRuntimes } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

const SOURCE = `
import os
from snapshot_restore_py import register_after_restore, register_before_snapshot

called = []
register_before_snapshot(called.append, "before")
register_after_restore(called.append, "after")

def handler(event, context):
    return [os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], context.function_version, called]
`;
const FunctionName = "snappy";
const SnapStart = { ApplyOn: "PublishedVersions" } as const;
/** Of those that AWS takes snapshots of, one that this host has. */
const runtimes = await testRuntimes.list();
const Runtime = (["python3.12", "python3.13", "python3.14"] as const).find((name) =>
  runtimes.some(({ identifier, status }) => identifier === name && status === "ready"),
);

describe("SnapStart", { skip: Runtime === undefined && "needs Python 3.12 or newer" }, () => {
  let server: TestServer;
  let lambda: LambdaClient;

  before(async () => {
    server = await TestServer.start();
    lambda = new LambdaClient(server.clientOptions);
    const Code = { ZipFile: await zip({ "index.py": SOURCE }) };
    await createNodeFunction(lambda, FunctionName, "", { Runtime, Code, SnapStart });
  });

  after(async () => {
    lambda.destroy();
    await server[Symbol.asyncDispose]();
  });

  test("is read as it was written, and never said to be on", async () => {
    const published = await lambda.send(new PublishVersionCommand({ FunctionName }));
    assert.equal(published.Version, "1");
    const version = { FunctionName, Qualifier: "1" };
    await waitUntilPublishedVersionActive({ client: lambda, maxWaitTime: 60, minDelay: 1 }, version);
    const { State, ...shown } = await lambda.send(new GetFunctionConfigurationCommand(version));
    assert.equal(State, "Active");
    assert.deepEqual(shown.SnapStart, { ...SnapStart, OptimizationStatus: "Off" });
  });

  test("does not keep a version from running as all others do, its hooks uncalled", async () => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: "1", LogType: "Tail" }));
    assert.equal(textOf(answer.Payload), '["on-demand", "1", []]');
    const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
    assert.match(log, /\tInit Duration: [\d.]+ ms/);
    assert.doesNotMatch(log, /Restore/i);
  });

  test("is warned of in the server's log, once for each version", async () => {
    const again = await lambda.send(new PublishVersionCommand({ FunctionName }));
    assert.equal(again.Version, "1", "nothing new was published");
    const ZipFile = await zip({ "index.py": `${SOURCE}\n` });
    const updated = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
    assert.equal(updated.Version, "2");
    const warnings = server.errors.split("\n").filter((line) => line.includes("published without a snapshot"));
    assert.deepEqual(
      warnings.map((line) => (JSON.parse(line) as { readonly version: string }).version),
      ["1", "2"],
    );
  });
});
