import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../../src/base/operator-error.ts";
import type { LambdaOperations } from "../../../../../src/models/generated/lambda.ts";
import {
  advance,
  FAILURE,
  invokeEvent,
  queueLength,
  REQUEST_ID,
  startWithHello as start,
} from "../../../../support/async-invocation.ts";
import { ARN, type LambdaControl } from "../../../../support/lambda-control.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:records";
const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:records";
const BUS_ARN = "arn:aws:events:us-east-1:000000000000:event-bus/default";

type Configuration = Omit<LambdaOperations["PutFunctionEventInvokeConfig"]["input"], "FunctionName">;

const configure = (control: LambdaControl, configuration: Configuration) =>
  control.call("PutFunctionEventInvokeConfig", { FunctionName: "hello", ...configuration });

const onSuccess = (Destination: string): Configuration => ({ DestinationConfig: { OnSuccess: { Destination } } });

const onFailure = (Destination: string): Configuration => ({
  DestinationConfig: { OnFailure: { Destination } },
  MaximumRetryAttempts: 0,
});

/** The record that was sent, with its body parsed. */
const sentRecord = (control: LambdaControl): unknown => {
  const [, message] = control.external.sent[0] ?? assert.fail("nothing was sent");
  return JSON.parse("body" in message ? message.body : message.detail);
};

const RECORD_OF_SUCCESS = {
  version: "1.0",
  timestamp: "2026-01-01T00:00:00.000Z",
  requestContext: {
    requestId: REQUEST_ID,
    functionArn: `${ARN}:hello:$LATEST`,
    condition: "Success",
    approximateInvokeCount: 1,
  },
  requestPayload: { n: 1 },
  responseContext: { statusCode: 200, executedVersion: "$LATEST" },
  responsePayload: "done",
};

const RECORD_OF_FAILURE = {
  ...RECORD_OF_SUCCESS,
  requestContext: { ...RECORD_OF_SUCCESS.requestContext, condition: "RetriesExhausted" },
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  responsePayload: { errorMessage: "no", errorType: "Error" },
};

/** Two functions that are each other's destinations, and a third that is told when the second one is stopped. */
const startWithLoop = async (): Promise<LambdaControl> => {
  const control = await start();
  await control.create("next");
  await control.create("told");
  await configure(control, onSuccess(`${ARN}:next`));
  const DestinationConfig = { OnSuccess: { Destination: `${ARN}:hello` }, OnFailure: { Destination: `${ARN}:told` } };
  await control.call("PutFunctionEventInvokeConfig", { FunctionName: "next", DestinationConfig });
  return control;
};

describe("a destination", () => {
  test("that is a queue gets the record of a success", async () => {
    await using control = await start();
    await configure(control, onSuccess(QUEUE_ARN));
    await invokeEvent(control);
    assert.deepEqual(sentRecord(control), RECORD_OF_SUCCESS);
    assert.equal(control.external.sent[0]?.[0], QUEUE_ARN);
    assert.equal(await queueLength(control), 0);
  });

  test("gets the record of a failure, once all retries have failed", async () => {
    await using control = await start();
    await configure(control, onFailure(TOPIC_ARN));
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    assert.deepEqual(sentRecord(control), RECORD_OF_FAILURE);
  });

  test("gets nothing of what it was not meant for", async () => {
    await using control = await start();
    await configure(control, onFailure(QUEUE_ARN));
    await invokeEvent(control);
    await configure(control, { ...onSuccess(QUEUE_ARN), MaximumRetryAttempts: 0 });
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    assert.deepEqual(control.external.sent, []);
  });

  test("of an alias is the alias's own, and its record names the alias", async () => {
    await using control = await start();
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "$LATEST" });
    await configure(control, { Qualifier: "live", ...onSuccess(QUEUE_ARN) });
    await invokeEvent(control, { n: 1 }, "live");
    await invokeEvent(control, { n: 2 });
    const { requestContext } = sentRecord(control) as typeof RECORD_OF_SUCCESS;
    assert.equal(requestContext.functionArn, `${ARN}:hello:live`);
    assert.equal(control.external.sent.length, 1);
  });

  test("that is an event bus gets the record as an event's detail", async () => {
    await using control = await start();
    await configure(control, onSuccess(BUS_ARN));
    await invokeEvent(control);
    assert.deepEqual(sentRecord(control), RECORD_OF_SUCCESS);
    const [, event] = control.external.sent[0] ?? [];
    assert.ok(event !== undefined && "source" in event);
    assert.equal(event.source, "lambda");
    assert.equal(event.detailType, "Lambda Function Invocation Result - Success");
    assert.deepEqual(event.resources, [BUS_ARN, `${ARN}:hello:$LATEST`]);
  });

  test("that is a bucket gets the record of a failure as an object", async () => {
    await using control = await start();
    await configure(control, onFailure("arn:aws:s3:::bucket"));
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    const [[key = "", body] = []] = control.objects.byKey;
    assert.match(key, /^aws\/lambda\/async\/hello\/2026\/01\/01\/2026-01-01T00\.00\.00-[0-9a-f-]{36}$/);
    assert.deepEqual(JSON.parse(Buffer.from(body ?? []).toString()), RECORD_OF_FAILURE);
  });

  test("that is a function is invoked with the record, asynchronously and in the same chain", async () => {
    await using control = await start();
    await control.create("next");
    await configure(control, onSuccess(`${ARN}:next`));
    await invokeEvent(control);
    const [, invocation] = control.invoker.invocations;
    assert.equal(invocation?.functionVersion.functionName, "next");
    assert.notEqual(invocation.requestId, REQUEST_ID);
    assert.deepEqual(JSON.parse(Buffer.from(invocation.payload).toString()), RECORD_OF_SUCCESS);
    assert.match(invocation.traceHeader ?? "", /Lineage=2:/);
    assert.deepEqual(
      control.counts.lines.filter((line) => line.startsWith("accepted")),
      ["accepted hello", "accepted next"],
    );
  });

  test("that is a function which is its own destination's destination is stopped after sixteen rounds", async () => {
    await using control = await start();
    await control.create("next");
    await configure(control, onSuccess(`${ARN}:next`));
    await control.call("PutFunctionEventInvokeConfig", { FunctionName: "next", ...onSuccess(`${ARN}:hello`) });
    await invokeEvent(control);
    await advance(control, 1);
    assert.equal(control.invoker.invocations.length, 33);
    assert.equal(control.counts.lines.filter((line) => line.startsWith("stopped")).length, 1);
    assert.equal(await queueLength(control), 0);
  });

  test("that is a function hears of an event that was stopped for its loop", async () => {
    await using control = await startWithLoop();
    await invokeEvent(control);
    await advance(control, 1);
    assert.equal(control.invoker.invocations.length, 33 + 1);
    const told = control.invoker.invocations.at(-1);
    assert.equal(told?.functionVersion.functionName, "told");
    const { requestContext } = JSON.parse(Buffer.from(told.payload).toString()) as typeof RECORD_OF_SUCCESS;
    assert.equal(requestContext.condition, "RecursiveInvocation");
  });

  test("that is a function and begins the stopped loop again and again hears of sixteen rounds of that", async () => {
    await using control = await startWithLoop();
    await control.call("PutFunctionEventInvokeConfig", { FunctionName: "told", ...onSuccess(`${ARN}:next`) });
    await invokeEvent(control);
    await advance(control, 1);
    assert.equal(control.invoker.invocations.length, 33 + 16);
    assert.equal(await queueLength(control), 0);
  });
});

describe("a dead-letter queue", () => {
  test("gets the event as it came, and why in its attributes", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await configure(control, { MaximumRetryAttempts: 0 });
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control, { order: 7 });
    assert.deepEqual(control.external.sent, [
      [
        QUEUE_ARN,
        {
          body: '{"order":7}',
          attributes: {
            RequestID: { dataType: "String", value: REQUEST_ID },
            ErrorCode: { dataType: "Number", value: "200" },
            ErrorMessage: { dataType: "String", value: "no" },
          },
        },
      ],
    ]);
  });

  test("gets 1 KB of the error message", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await configure(control, { MaximumRetryAttempts: 0 });
    const payload = Buffer.from(JSON.stringify({ errorMessage: `a${"ü".repeat(1_000)}` }));
    control.invoker.outcomes.push({ ...FAILURE, payload });
    await invokeEvent(control);
    const [, message] = control.external.sent[0] ?? assert.fail("nothing was sent");
    assert.equal("attributes" in message && message.attributes["ErrorMessage"]?.value, `a${"ü".repeat(511)}`);
  });

  test("gets what failed also when there is a destination for it", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: TOPIC_ARN } });
    await configure(control, onFailure(QUEUE_ARN));
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    assert.deepEqual(
      control.external.sent.map(([arn]) => arn),
      [QUEUE_ARN, TOPIC_ARN],
    );
  });
});

describe("a target that does not answer", () => {
  test("is tried again, and the function is not run again for it", async () => {
    await using control = await start();
    await configure(control, onSuccess(QUEUE_ARN));
    control.external.failures.push(new TypeError("fetch failed"), new TypeError("fetch failed"));
    await invokeEvent(control);
    assert.equal(await queueLength(control), 1);
    await advance(control, 1_000);
    assert.equal(control.external.sent.length, 0);
    await advance(control, 2_000);
    assert.deepEqual(sentRecord(control), RECORD_OF_SUCCESS);
    assert.equal(control.invoker.invocations.length, 1);
    assert.equal(await queueLength(control), 0);
  });

  test("is given up after eight attempts, and counted", async () => {
    await using control = await start();
    await configure(control, onSuccess(QUEUE_ARN));
    control.external.failures.push(...Array.from({ length: 8 }, () => new TypeError("fetch failed")));
    await invokeEvent(control);
    await advance(control, 127_000);
    assert.equal(control.external.failures.length, 0);
    assert.equal(await queueLength(control), 0);
    assert.equal(control.counts.lines.at(-1), "failed destination of hello");
  });

  test("is given up at once when it can never be had, and counted", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await configure(control, onFailure("arn:aws:s3:::nowhere"));
    control.invoker.outcomes.push(FAILURE);
    control.external.failures.push(new OperatorError({ code: "X", message: "No queues here.", remedy: "None." }));
    await invokeEvent(control);
    assert.equal(await queueLength(control), 0);
    assert.deepEqual(control.counts.lines.slice(-2), ["failed destination of hello", "failed dead-letter of hello"]);
  });

  test("does not hold up the other one", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: TOPIC_ARN } });
    await configure(control, onFailure(QUEUE_ARN));
    control.invoker.outcomes.push(FAILURE);
    control.external.failures.push(new TypeError("fetch failed"));
    await invokeEvent(control);
    await advance(control, 1_000);
    assert.deepEqual(
      control.external.sent.map(([arn]) => arn),
      [TOPIC_ARN, QUEUE_ARN],
    );
  });

  test("because its function is gone is given up", async () => {
    await using control = await start();
    await control.create("next");
    await configure(control, onSuccess(`${ARN}:next`));
    await control.call("DeleteFunction", { FunctionName: "next" });
    await invokeEvent(control);
    assert.equal(control.counts.lines.at(-1), "failed destination of hello");
    assert.equal(await queueLength(control), 0);
  });

  test("because the record is larger than an event may be is given up", async () => {
    await using control = await start();
    await control.create("next");
    await configure(control, onSuccess(`${ARN}:next`));
    control.invoker.outcomes.push({ payload: Buffer.from(JSON.stringify("x".repeat(1_048_576))) });
    await invokeEvent(control);
    assert.equal(control.counts.lines.at(-1), "failed destination of hello");
    assert.equal(control.invoker.invocations.length, 1);
  });
});

describe("the record of a function whose answer is no JSON", () => {
  test("holds the answer as text", async () => {
    await using control = await start();
    await configure(control, onSuccess(QUEUE_ARN));
    control.invoker.outcomes.push({ payload: Buffer.from("<p>hello</p>") });
    await invokeEvent(control);
    assert.deepEqual(sentRecord(control), { ...RECORD_OF_SUCCESS, responsePayload: "<p>hello</p>" });
  });
});
