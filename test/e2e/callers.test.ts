import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { describe, test } from "node:test";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient, TooManyRequestsException } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const SLOW = `exports.handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  console.log("finished anyway");
};`;

const PATIENCE_MS = 10_000;

describe("a caller", () => {
  test("beyond the concurrency is told why, and when to come again", async () => {
    await using server = await TestServer.start({ args: ["--concurrency", "1"] });
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "slow", SLOW);
    const [first, second] = await Promise.allSettled([
      lambda.send(new InvokeCommand({ FunctionName: "slow" })),
      lambda.send(new InvokeCommand({ FunctionName: "slow" })),
    ]);
    const outcomes = [first, second].toSorted((a, b) => a.status.localeCompare(b.status));
    assert.equal(outcomes[0]?.status, "fulfilled");
    assert.equal(outcomes[1]?.status, "rejected");
    const error: unknown = outcomes[1].reason;
    assert.ok(error instanceof TooManyRequestsException);
    assert.equal(error.$metadata.httpStatusCode, 429);
    assert.equal(error.Reason, "ConcurrentInvocationLimitExceeded");
    assert.match(error.retryAfterSeconds ?? "", /^\d+$/);
    lambda.destroy();
  });

  test("who goes away leaves the function to finish, and its log whole", async () => {
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    const logs = new CloudWatchLogsClient(server.clientOptions);
    await createNodeFunction(lambda, "slow", SLOW);
    const abortSignal = AbortSignal.timeout(500);
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName: "slow" }), { abortSignal }));
    const report = new FilterLogEventsCommand({ logGroupName: "/aws/lambda/slow", filterPattern: "REPORT" });
    const deadlineMs = performance.now() + PATIENCE_MS;
    let reported = false;
    while (!reported && performance.now() < deadlineMs) {
      await delay(100);
      // The group appears with the first line.
      reported = await logs.send(report).then(
        ({ events }) => events?.length === 1,
        () => false,
      );
    }
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/slow" }));
    const messages = events?.map(({ message }) => message?.trim().split(/[\s]/).at(0)) ?? [];
    assert.deepEqual(
      messages.filter((word) => /^[A-Z_]+$/.test(word ?? "")),
      ["INIT_START", "START", "END", "REPORT"],
    );
    assert.ok(events?.some(({ message }) => message?.includes("finished anyway")));
    lambda.destroy();
    logs.destroy();
  });
});
