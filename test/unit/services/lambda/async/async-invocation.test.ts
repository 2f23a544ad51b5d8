/** What becomes of events, told by the operations that a client has; time is the test's. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException, TooManyRequestsException } from "../../../../../src/models/generated/lambda.ts";
import type { Invocation } from "../../../../../src/services/lambda/invoke/contract.ts";
import {
  advance,
  FAILURE,
  invokeEvent,
  queueLength,
  REQUEST_ID,
  settle,
  startWithHello as start,
} from "../../../../support/async-invocation.ts";
import { ARN, LambdaControl, refusal } from "../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:failed";
const throttled = () => new TooManyRequestsException({ message: "Rate Exceeded." });

const eventsOf = (invocations: readonly Invocation[]): readonly string[] =>
  invocations.map(({ payload }) => Buffer.from(payload).toString());

const bodyOf = (control: LambdaControl, index = 0): unknown => {
  const [, message] = control.external.sent[index] ?? assert.fail("nothing was sent");
  return JSON.parse("body" in message ? message.body : message.detail);
};

async function* inPieces(...pieces: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) yield Buffer.from(piece);
}

describe("an asynchronous invocation", () => {
  test("answers 202, then runs the function with the request id of the caller", async () => {
    await using control = await start();
    const answer = await control.call("Invoke", { FunctionName: "hello", InvocationType: "Event" });
    assert.deepEqual(answer, { StatusCode: 202 });
    await settle();
    const [invocation] = control.invoker.invocations;
    assert.equal(invocation?.requestId, REQUEST_ID);
    assert.equal(invocation.invokedFunctionArn, `${ARN}:hello`);
    assert.deepEqual(eventsOf([invocation]), ["{}"]);
    assert.equal(await queueLength(control), 0);
    assert.deepEqual(control.counts.lines, ["accepted hello", "invoked hello after 0"]);
  });

  test("takes 1 MB and no more", async () => {
    await using control = await start();
    const Payload = Buffer.alloc(1_048_577, " ").fill("{}", 0, 2);
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello", InvocationType: "Event", Payload }),
      refusal(
        "RequestTooLargeException",
        "Request must be smaller than 1048576 bytes for the InvokeFunction operation",
      ),
    );
    await control.call("Invoke", { FunctionName: "hello", InvocationType: "Event", Payload: Payload.subarray(0, -1) });
  });

  test("is refused like any other for a function that is not there, or for what is no JSON", async () => {
    await using control = await start();
    await assert.rejects(
      control.call("Invoke", { FunctionName: "nobody", InvocationType: "Event" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody:$LATEST`),
    );
    const broken = control.call("Invoke", {
      FunctionName: "hello",
      InvocationType: "Event",
      Payload: Buffer.from("{"),
    });
    await assert.rejects(broken, { code: "InvalidRequestContentException" });
    assert.equal(await queueLength(control), 0);
  });

  test("is refused for a function that could not be run now or later", async () => {
    await using control = await start();
    await control.create("durable", { DurableConfig: { ExecutionTimeout: 60 } });
    await assert.rejects(
      control.call("Invoke", { FunctionName: "durable", InvocationType: "Event" }),
      refusal("NotImplementedException", "Durable executions are not supported yet."),
    );
    assert.equal(await queueLength(control), 0);
  });

  test("is not accepted when it cannot be written down", async () => {
    await using control = await start();
    control.database.run = () => Promise.reject(new Error("disk full"));
    await assert.rejects(invokeEvent(control), /disk full/);
    assert.equal(await queueLength(control), 0);
    assert.deepEqual(control.invoker.invocations, []);
  });

  test("runs what the function is when its turn comes", async () => {
    await using control = await start();
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    await control.configure({ FunctionName: "hello", MemorySize: 256 });
    await advance(control, 60_000);
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion }) => functionVersion.settings.memoryMiB),
      [128, 256],
    );
  });

  test("goes on after the server was killed", async () => {
    using home = temporaryDirectory();
    await using first = await LambdaControl.start(home.path);
    await first.create("hello");
    // Its queue is not emptied: what a killed server had accepted looks like this.
    await invokeEvent(first, { order: 1 });
    await invokeEvent(first, { order: 2 });
    await first[Symbol.asyncDispose]();
    await using second = await LambdaControl.start(home.path);
    await second.lambda.recover();
    await settle();
    assert.deepEqual(eventsOf(second.invoker.invocations), ['{"order":1}', '{"order":2}']);
    assert.equal(await queueLength(second), 0);
  });

  test("also runs again when the server ended while it ran", async () => {
    using home = temporaryDirectory();
    await using first = await LambdaControl.start(home.path);
    await first.create("hello");
    await first.lambda.recover();
    first.invoker.outcomes.push(new Promise(() => undefined));
    await invokeEvent(first);
    assert.equal(first.invoker.invocations.length, 1);
    await first[Symbol.asyncDispose]();
    await using second = await LambdaControl.start(home.path);
    await second.lambda.recover();
    await settle();
    assert.deepEqual(eventsOf(second.invoker.invocations), ['{"n":1}']);
  });
});

describe("an asynchronous invocation whose end cannot be written down", () => {
  test("is not run again for it: the end is written when there is room", async () => {
    await using control = await start();
    const { database } = control;
    const run = database.run.bind(database);
    let isFull = true;
    database.run = (sql, ...parameters) =>
      isFull && sql.startsWith("DELETE") ? Promise.reject(new Error("disk full")) : run(sql, ...parameters);
    await invokeEvent(control);
    await advance(control, 3_600_000);
    assert.equal(control.invoker.invocations.length, 1);
    assert.equal(await queueLength(control), 1);
    isFull = false;
    await advance(control, 300_000);
    assert.equal(control.invoker.invocations.length, 1);
    assert.equal(await queueLength(control), 0);
  });
});

describe("an asynchronous invocation that fails", () => {
  test("is retried after one and after two minutes with the same request id, then dropped", async () => {
    await using control = await start();
    control.invoker.outcomes.push(FAILURE, FAILURE, FAILURE);
    await invokeEvent(control);
    await advance(control, 59_999);
    assert.equal(control.invoker.invocations.length, 1);
    await advance(control, 1);
    assert.equal(control.invoker.invocations.length, 2);
    await advance(control, 119_999);
    assert.equal(control.invoker.invocations.length, 2);
    await advance(control, 1);
    assert.deepEqual(
      control.invoker.invocations.map(({ requestId }) => requestId),
      [REQUEST_ID, REQUEST_ID, REQUEST_ID],
    );
    assert.equal(await queueLength(control), 0);
    assert.deepEqual(control.counts.lines, [
      "accepted hello",
      "invoked hello after 0",
      "invoked hello after 60000",
      "invoked hello after 180000",
      "dropped 1 of hello: RetriesExhausted",
    ]);
  });

  test("is retried as the configuration of its alias says", async () => {
    await using control = await start({ Publish: true });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "1" });
    await control.call("PutFunctionEventInvokeConfig", {
      FunctionName: "hello",
      Qualifier: "live",
      MaximumRetryAttempts: 0,
    });
    control.invoker.outcomes.push(FAILURE, FAILURE);
    await invokeEvent(control, {}, "live");
    assert.equal(await queueLength(control), 0);
    await invokeEvent(control, {});
    assert.equal(await queueLength(control), 1);
  });

  test("waits longer and longer while it is throttled, and uses up no retry", async () => {
    await using control = await start();
    control.invoker.outcomes.push(throttled(), throttled(), throttled(), FAILURE);
    await invokeEvent(control);
    await advance(control, 1_000);
    await advance(control, 2_000);
    await advance(control, 4_000);
    assert.equal(control.invoker.invocations.length, 4);
    await advance(control, 60_000);
    assert.equal(control.invoker.invocations.length, 5);
    assert.equal(await queueLength(control), 0);
  });

  test("waits in the same way while the platform fails", async () => {
    await using control = await start();
    control.invoker.outcomes.push(new ServiceException({ message: "The host is on fire." }), new Error("bug"));
    await invokeEvent(control);
    await advance(control, 1_000);
    await advance(control, 2_000);
    assert.equal(control.invoker.invocations.length, 3);
    assert.equal(await queueLength(control), 0);
  });

  test("is dropped when it has been throttled for its maximum age", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await control.call("PutFunctionEventInvokeConfig", {
      FunctionName: "hello",
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    });
    control.invoker.outcomes.push(...Array.from({ length: 100 }, throttled));
    await invokeEvent(control);
    await advance(control, 59_000);
    assert.equal(await queueLength(control), 1);
    await advance(control, 1_000);
    assert.equal(await queueLength(control), 0);
    assert.ok(control.counts.lines.includes("dropped 1 of hello: EventAgeExceeded"));
    const record = bodyOf(control) as Record<string, Record<string, unknown>>;
    assert.equal(record["requestContext"]?.["condition"], "EventAgeExceeded");
    assert.equal(record["requestContext"]["approximateInvokeCount"], 0);
    assert.deepEqual(record["responseContext"], { statusCode: 429 });
    assert.ok(!("responsePayload" in record));
  });

  test("is not retried at all while the function's reserved concurrency is 0", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await control.call("PutFunctionConcurrency", { FunctionName: "hello", ReservedConcurrentExecutions: 0 });
    control.invoker.outcomes.push(throttled());
    await invokeEvent(control);
    assert.equal(await queueLength(control), 0);
    assert.ok(control.counts.lines.includes("dropped 1 of hello: ZeroReservedConcurrency"));
    const [, message] = control.external.sent[0] ?? assert.fail("nothing was sent");
    assert.deepEqual("attributes" in message && message.attributes, {
      RequestID: { dataType: "String", value: REQUEST_ID },
      ErrorMessage: {
        dataType: "String",
        value: "Function not invoked. Function isconfigured with zero reserved concurrent executions",
      },
    });
  });

  test("goes with its function, and with its alias", async () => {
    await using control = await start();
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "$LATEST" });
    control.invoker.outcomes.push(FAILURE, FAILURE);
    await invokeEvent(control, {}, "live");
    await invokeEvent(control, {});
    await control.call("DeleteAlias", { FunctionName: "hello", Name: "live" });
    await control.call("DeleteFunction", { FunctionName: "hello" });
    assert.equal(await queueLength(control), 0);
    assert.equal(control.counts.lines.at(-1), "dropped 2 of hello: it is gone");
    await control.create("hello");
    await advance(control, 300_000);
    assert.equal(control.invoker.invocations.length, 2);
  });

  test("is dropped once its alias is gone", async () => {
    await using control = await start();
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "$LATEST" });
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control, {}, "live");
    await control.call("DeleteAlias", { FunctionName: "hello", Name: "live" });
    await advance(control, 60_000);
    assert.equal(await queueLength(control), 0);
    assert.equal(control.invoker.invocations.length, 1);
    assert.equal(control.counts.lines.at(-1), "dropped 1 of hello: it is gone");
  });
});

describe("a chain of asynchronous invocations that runs in circles", () => {
  const deepInLoop = { traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0;Lineage=16:2cf24dba:15" };
  const invokeInLoop = async (control: LambdaControl): Promise<void> => {
    await control.call("Invoke", { FunctionName: "hello", InvocationType: "Event" }, deepInLoop);
    await settle();
  };

  test("is stopped, counted and told to the dead-letter queue", async () => {
    await using control = await start({ DeadLetterConfig: { TargetArn: QUEUE_ARN } });
    await invokeInLoop(control);
    assert.deepEqual(control.invoker.invocations, []);
    assert.deepEqual(control.counts.lines.slice(-2), ["stopped hello", "dropped 1 of hello: RecursiveInvocation"]);
    const [, message] = control.external.sent[0] ?? assert.fail("nothing was sent");
    assert.equal("attributes" in message && message.attributes["ErrorCode"]?.value, "400");
  });

  test("goes on where the function's owner allows it", async () => {
    await using control = await start();
    await control.call("PutFunctionRecursionConfig", { FunctionName: "hello", RecursiveLoop: "Allow" });
    await invokeInLoop(control);
    assert.equal(control.invoker.invocations.length, 1);
    assert.match(control.invoker.invocations[0]?.traceHeader ?? "", /;Lineage=17:2cf24dba:16$/);
  });

  test("is refused to a caller who waits", async () => {
    await using control = await start();
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello" }, deepInLoop),
      refusal(
        "RecursiveInvocationException",
        "The function was invoked in a recursive loop and its invocation was stopped.",
      ),
    );
    assert.deepEqual(control.counts.lines, ["stopped hello"]);
  });
});

describe("InvokeAsync", () => {
  test("puts its arguments into the same queue", async () => {
    await using control = await start();
    const answer = await control.call("InvokeAsync", { FunctionName: "hello", InvokeArgs: inPieces('{"a"', ":1}") });
    assert.deepEqual(answer, { Status: 202 });
    await settle();
    assert.deepEqual(eventsOf(control.invoker.invocations), ['{"a":1}']);
  });

  test("reads no more than 1 MB of them", async () => {
    await using control = await start();
    const InvokeArgs = inPieces(...Array.from({ length: 1_025 }, () => " ".repeat(1_024)));
    await assert.rejects(control.call("InvokeAsync", { FunctionName: "hello", InvokeArgs }), {
      code: "RequestTooLargeException",
    });
  });
});
