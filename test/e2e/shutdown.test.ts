import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

/** Answers after `event.ms`. */
const SLOW = `exports.handler = async ({ ms }) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return "finished";
};`;

const invoke = (lambda: LambdaClient, ms: number) =>
  lambda.send(new InvokeCommand({ FunctionName: "slow", Payload: JSON.stringify({ ms }) }));

/** Longer than a test waits for the end: only the second signal can bring it. */
const LONG_DRAIN = ["--drain-seconds", "900"];

/** Warm, so that an invocation is under way a moment after it was asked for. */
const serverWithSlowFunction = async () => {
  const server = await TestServer.start({ args: LONG_DRAIN });
  const lambda = new LambdaClient(server.clientOptions);
  await createNodeFunction(lambda, "slow", SLOW, { Timeout: 60 });
  await invoke(lambda, 0);
  return { server, lambda };
};

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 300));

describe("a server that is told to end while a function runs", () => {
  test("lets the function finish and answers its caller", async () => {
    const { server, lambda } = await serverWithSlowFunction();
    await using _ = server;
    const answer = invoke(lambda, 1_500);
    await aMoment();
    const exitCode = server.stop();
    assert.equal(textOf((await answer).Payload), '"finished"');
    assert.equal(await exitCode, 0);
    lambda.destroy();
  });

  test("ends at once when told twice", async () => {
    const { server, lambda } = await serverWithSlowFunction();
    await using _ = server;
    const refused = assert.rejects(invoke(lambda, 50_000));
    await aMoment();
    const { processId } = server.record;
    const exitCode = server.stop();
    await aMoment();
    process.kill(processId, "SIGTERM");
    await refused;
    assert.equal(await exitCode, 0);
    lambda.destroy();
  });
});
