import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteFunctionCommand,
  InvokeAsyncCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { awsCli } from "../support/aws-cli.ts";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, hasSaid } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const PATIENCE_MS = 120_000;
const ACCOUNT_ARN = "arn:aws:lambda:us-east-1:000000000000:function";

/** Says its event in its log, as one line of JSON. */
const WITNESS = `exports.handler = async (event) => { console.log("WITNESS " + JSON.stringify(event)); };`;

/** What a queue somewhere else was sent: the bodies of requests to it. */
const sentElsewhere: string[] = [];
const elsewhere = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    sentElsewhere.push(body);
    response.end("{}");
  });
});

let server: TestServer;
let lambda: LambdaClient;
let logs: CloudWatchLogsClient;
let s3: S3Client;

before(async () => {
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const { port } = elsewhere.address() as AddressInfo;
  server = await TestServer.start({ args: ["--destination-endpoints", `sqs=http://127.0.0.1:${port}`] });
  connect();
});

after(async () => {
  disconnect();
  await server[Symbol.asyncDispose]();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

const connect = (): void => {
  lambda = new LambdaClient(server.clientOptions);
  logs = new CloudWatchLogsClient(server.clientOptions);
  s3 = new S3Client({ ...server.clientOptions, forcePathStyle: true });
};

const disconnect = (): void => {
  lambda.destroy();
  logs.destroy();
  s3.destroy();
};

/** Told to end as an operator does it; the port is another one afterwards. */
const restart = async (): Promise<void> => {
  disconnect();
  assert.equal(await server.stop(), 0);
  await server.start();
  connect();
};

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

/** Functions that have events in the queue. */
const waitingFunctions = async (): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(LAMBKIN, ["queue", "--json"], { env: server.environment });
  const { queues } = JSON.parse(stdout) as { readonly queues: readonly { readonly functionName: string }[] };
  return queues.map(({ functionName }) => functionName);
};

interface InvocationRecord {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly requestPayload: unknown;
  readonly responsePayload?: unknown;
}

/** Has a function's failures recorded in a bucket, without retries. */
const recordFailures = async (functionName: string, bucket: string): Promise<void> => {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: functionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${bucket}` } },
    }),
  );
};

/** The only record in a bucket, once it is there, with its key. */
const recordIn = async (Bucket: string): Promise<InvocationRecord & { readonly key: string }> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const [{ Key = "" } = {}] = Contents;
    if (Key !== "") {
      assert.equal(Contents.length, 1);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return { ...(JSON.parse((await Body?.transformToString()) ?? "") as InvocationRecord), key: Key };
    }
    assert.ok(Date.now() < deadline, `nothing came into ${Bucket}`);
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

  test("is asked for by the AWS CLI", async () => {
    await createNodeFunction(lambda, "typed", WITNESS);
    const cli = await awsCli();
    const output = join(server.home, "answer");
    const common = ["--function-name", "typed", "--invocation-type", "Event", "--payload", '{"order":6}'];
    const { stdout, stderr } = await cli.run(["lambda", "invoke", ...common, output], server.environment);
    assert.deepEqual(JSON.parse(stdout || "{}"), { StatusCode: 202 }, stderr);
    assert.deepEqual(await witnessed("typed"), [{ order: 6 }]);
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

  test("records its failure in a bucket", async () => {
    await createNodeFunction(lambda, "broken", `exports.handler = async () => { throw new Error("on purpose"); };`);
    await recordFailures("broken", "failures");
    await invokeEvent("broken", { order: 3 });
    const record = await recordIn("failures");
    assert.match(
      record.key,
      /^aws\/lambda\/async\/broken\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    );
    assert.deepEqual(record.requestPayload, { order: 3 });
    assert.equal(record.requestContext.condition, "RetriesExhausted");
    assert.equal((record.responsePayload as { readonly errorMessage: string }).errorMessage, "on purpose");
  });

  test("of a function that may not run goes to its failure destination at once", async () => {
    await createNodeFunction(lambda, "halted", WITNESS);
    await recordFailures("halted", "halts");
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "halted", ReservedConcurrentExecutions: 0 }));
    await invokeEvent("halted", {});
    const { requestContext } = await recordIn("halts");
    assert.equal(requestContext.condition, "ZeroReservedConcurrency");
    assert.equal(requestContext.approximateInvokeCount, 0);
  });

  test("sends what failed to a dead-letter queue somewhere else", async () => {
    const TargetArn = "arn:aws:sqs:us-east-1:000000000000:failed";
    const source = `exports.handler = async () => { throw new Error("on purpose"); };`;
    await createNodeFunction(lambda, "dead", source, { DeadLetterConfig: { TargetArn } });
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "dead", MaximumRetryAttempts: 0 }));
    const { $metadata } = await invokeEvent("dead", { order: 4 });
    const deadline = Date.now() + PATIENCE_MS;
    while (sentElsewhere.length === 0 && Date.now() < deadline) await sleep(50);
    const { QueueUrl, MessageBody, MessageAttributes } = JSON.parse(sentElsewhere[0] ?? "{}") as Record<
      string,
      unknown
    >;
    assert.match(String(QueueUrl), /\/000000000000\/failed$/);
    assert.equal(MessageBody, '{"order":4}');
    assert.deepEqual(MessageAttributes, {
      RequestID: { DataType: "String", StringValue: $metadata.requestId },
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: { DataType: "String", StringValue: "on purpose" },
    });
  });

  test("of a function by itself, through an SDK, is stopped after sixteen turns", async () => {
    const source = `const { LambdaClient, InvokeCommand } = require("@aws-sdk/client-lambda");
      const lambda = new LambdaClient();
      exports.handler = async ({ turn }, { functionName }) => {
        console.log("WITNESS " + JSON.stringify({ turn }));
        const Payload = JSON.stringify({ turn: turn + 1 });
        await lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload }));
      };`;
    await createNodeFunction(lambda, "loop", source, { Timeout: 60, MemorySize: 512 });
    await recordFailures("loop", "loops");
    await invokeEvent("loop", { turn: 1 });
    const record = await recordIn("loops");
    assert.deepEqual(record.requestPayload, { turn: 17 });
    assert.equal(record.requestContext.condition, "RecursiveInvocation");
    assert.equal(record.requestContext.approximateInvokeCount, 0);
    assert.equal((await witnessed("loop", 16)).length, 16);
  });

  test("is waited for when the server is told to end", async () => {
    const source = `exports.handler = async (event) => {
      console.log("has begun");
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      console.log("WITNESS " + JSON.stringify(event));
    };`;
    await createNodeFunction(lambda, "patient", source, { Timeout: 30 });
    await invokeEvent("patient", { order: 5 });
    // Whoever has not begun stays in the queue.
    await eventually(() => hasSaid(logs, "patient", "has begun"));
    await restart();
    assert.deepEqual(await waitingFunctions(), []);
    assert.deepEqual(await witnessed("patient"), [{ order: 5 }]);
  });

  test("survives a stop of the server, and is gone with its function", async () => {
    await createNodeFunction(lambda, "retried", `exports.handler = async () => { throw new Error("on purpose"); };`);
    await invokeEvent("retried", {});
    await restart();
    assert.deepEqual(await waitingFunctions(), ["retried"]);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "retried" }));
    assert.deepEqual(await waitingFunctions(), []);
  });
});
