import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  InvokeAsyncCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const PATIENCE_MS = 30_000;
const ACCOUNT_ARN = "arn:aws:lambda:us-east-1:000000000000:function";

/** Says its event in its log, as one line of JSON. */
const WITNESS = `exports.handler = async (event) => { console.log("WITNESS " + JSON.stringify(event)); };`;

let server: TestServer;
let lambda: LambdaClient;
let logs: CloudWatchLogsClient;

before(async () => {
  server = await TestServer.start();
  lambda = new LambdaClient(server.clientOptions);
  logs = new CloudWatchLogsClient(server.clientOptions);
});

after(async () => {
  lambda.destroy();
  logs.destroy();
  await server[Symbol.asyncDispose]();
});

const invokeEvent = (functionName: string, event: unknown) =>
  lambda.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload: JSON.stringify(event) }),
  );

/** What a function that is a witness has been given, once there is that much of it. */
const witnessed = async (functionName: string, count = 1): Promise<readonly Record<string, unknown>[]> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await logs
      .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}`, filterPattern: "WITNESS" }))
      .catch(() => ({ events: [] }));
    const said = (found.events ?? []).map(({ message = "" }) => message.slice(message.indexOf("WITNESS ") + 8));
    if (said.length >= count) return said.map((text) => JSON.parse(text) as Record<string, unknown>);
    assert.ok(Date.now() < deadline, `${functionName} was given ${said.length} events, not ${count}`);
    await sleep(100);
  }
};

describe("asynchronous invocation", () => {
  test("answers 202 at once and runs the function afterwards", async () => {
    await createNodeFunction(lambda, "later", WITNESS);
    const answer = await invokeEvent("later", { order: 1 });
    assert.equal(answer.StatusCode, 202);
    assert.deepEqual(await witnessed("later"), [{ order: 1 }]);
  });

  test("is what InvokeAsync was before", async () => {
    await createNodeFunction(lambda, "legacy", WITNESS);
    const answer = await lambda.send(new InvokeAsyncCommand({ FunctionName: "legacy", InvokeArgs: '{"order":2}' }));
    assert.equal(answer.Status, 202);
    assert.deepEqual(await witnessed("legacy"), [{ order: 2 }]);
  });

  test("tells another function of its success", async () => {
    await createNodeFunction(lambda, "sink", WITNESS);
    await createNodeFunction(lambda, "source", `exports.handler = async ({ n }) => ({ twice: 2 * n });`);
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: "source",
        DestinationConfig: { OnSuccess: { Destination: `${ACCOUNT_ARN}:sink` } },
      }),
    );
    const { $metadata } = await invokeEvent("source", { n: 21 });
    const [record] = await witnessed("sink");
    const { timestamp, ...rest } = record ?? {};
    assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(rest, {
      version: "1.0",
      requestContext: {
        requestId: $metadata.requestId,
        functionArn: `${ACCOUNT_ARN}:source:$LATEST`,
        condition: "Success",
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 21 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST" },
      responsePayload: { twice: 42 },
    });
  });
});
