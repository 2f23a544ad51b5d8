import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { describe, test } from "node:test";
import {
  CreateAliasCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
  ProvisionedConcurrencyConfigNotFoundException,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";
import { zip } from "../support/zip.ts";

const FunctionName = "service";
const WAIT = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const PATIENCE_MS = 120_000;

/** Says as what it was started; on request it waits, or dies. */
const CODE = `exports.handler = async ({ waitMs = 0, die = false }) => {
  if (die) process.exit(1);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return { type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE, version: process.env.AWS_LAMBDA_FUNCTION_VERSION };
};`;

interface Said {
  readonly type: string;
  readonly version: string;
}

describe("provisioned concurrency, through the SDK", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  /** Answers with the log tail, which comes when the environment is at rest, and can be had again. */
  const invoke = async (event: object = {}, Qualifier = "live"): Promise<Said> => {
    const Payload = JSON.stringify(event);
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier, Payload, LogType: "Tail" }));
    return JSON.parse(textOf(answer.Payload)) as Said;
  };

  const invokeThree = () =>
    Promise.all([invoke({ waitMs: 2_000 }), invoke({ waitMs: 2_000 }), invoke({ waitMs: 2_000 })]);

  const put = (ProvisionedConcurrentExecutions: number, Qualifier = "live") =>
    lambda.send(
      new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }),
    );

  const get = (Qualifier = "live") =>
    lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));

  const untilStatus = async (status: string, Qualifier = "live") => {
    const endMs = Date.now() + PATIENCE_MS;
    let config = await get(Qualifier);
    while (config.Status !== status && Date.now() < endMs) {
      await delay(100);
      config = await get(Qualifier);
    }
    assert.equal(config.Status, status, config.StatusReason);
    return config;
  };

  const publish = async (source: string): Promise<void> => {
    const ZipFile = await zip({ "index.js": source });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
  };

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, FunctionName, CODE);
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  });

  test("keeps environments ready for an alias, and runs on demand what goes beyond them", async () => {
    assert.equal((await put(2)).Status, "IN_PROGRESS");
    const ready = await untilStatus("READY");
    assert.equal(ready.AvailableProvisionedConcurrentExecutions, 2);
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 998);
    let said = await invokeThree();
    // Where a start takes longer than they wait, a provisioned one is free sooner; the next time there is one more.
    if (!said.some(({ type }) => type === "on-demand")) said = await invokeThree();
    assert.deepEqual(said.map(({ type }) => type).sort(), [
      "on-demand",
      "provisioned-concurrency",
      "provisioned-concurrency",
    ]);
  });

  test("serves the version by its number, too", async () => {
    assert.deepEqual(await invoke({}, "1"), { type: "provisioned-concurrency", version: "1" });
  });

  test("replaces an environment that died", async () => {
    await invoke({ die: true });
    await untilStatus("READY");
    assert.equal((await get()).AvailableProvisionedConcurrentExecutions, 2);
  });

  test("moves with the alias", async () => {
    await publish(`${CODE}\n// The second version.`);
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2" }));
    await untilStatus("READY");
    assert.deepEqual(await invoke(), { type: "provisioned-concurrency", version: "2" });
    assert.deepEqual(await invoke({}, "1"), { type: "on-demand", version: "1" });
  });

  test("is there again after a start of the server, before anyone invokes", async () => {
    await server.stop();
    await server.start();
    lambda = new LambdaClient(server.clientOptions);
    await untilStatus("READY");
    assert.deepEqual(await invoke(), { type: "provisioned-concurrency", version: "2" });
  });

  test("tells that a version cannot initialise", async () => {
    await publish(`throw new Error("never");`);
    await put(1, "3");
    const failed = await untilStatus("FAILED", "3");
    assert.equal(failed.StatusReason, "FUNCTION_ERROR_INIT_FAILURE");
  });

  test("is listed, and given back", async () => {
    const { ProvisionedConcurrencyConfigs = [] } = await lambda.send(
      new ListProvisionedConcurrencyConfigsCommand({ FunctionName }),
    );
    assert.deepEqual(
      ProvisionedConcurrencyConfigs.map(({ FunctionArn }) => FunctionArn?.split(":").at(-1)),
      ["3", "live"],
    );
    await lambda.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "live" }));
    await lambda.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "3" }));
    await assert.rejects(get(), ProvisionedConcurrencyConfigNotFoundException);
    assert.equal((await invoke()).type, "on-demand");
  });
});
