import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { InvokeWithResponseStreamResponseEvent } from "../../../../../../src/models/generated/lambda.ts";
import type { InvocationResult, ResponseSink } from "../../../../../../src/services/lambda/invoke/contract.ts";
import { LambdaControl } from "../../../../../support/lambda-control.ts";

/** A control plane with one function, which answers as the test says. */
const withFunction = async (
  answer: (sink: ResponseSink) => Partial<InvocationResult> | Promise<Partial<InvocationResult>>,
): Promise<LambdaControl> => {
  const control = await LambdaControl.start();
  await control.create("hello");
  control.invoker.invoke = async (invocation) => {
    control.invoker.invocations.push(invocation);
    assert.ok(invocation.responseSink);
    return { ...control.invoker.result, payload: Buffer.alloc(0), ...(await answer(invocation.responseSink)) };
  };
  return control;
};

const eventsOf = async (
  stream: AsyncIterable<InvokeWithResponseStreamResponseEvent> | undefined,
): Promise<readonly InvokeWithResponseStreamResponseEvent[]> => {
  const events: InvokeWithResponseStreamResponseEvent[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
};

const say = (sink: ResponseSink, ...texts: readonly string[]): void => {
  sink.begin("text/plain");
  for (const text of texts) void sink.write(Buffer.from(text));
};

describe("InvokeWithResponseStream", () => {
  test("answers with one event for each piece, and one for the end", async () => {
    await using control = await withFunction(async (sink) => {
      say(sink, "one");
      await new Promise((resolve) => setImmediate(resolve));
      void sink.write(Buffer.from("two"));
      return {};
    });
    const Payload = Buffer.from('{"name":"you"}');
    const answer = await control.call("InvokeWithResponseStream", { FunctionName: "hello", Payload });
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.ExecutedVersion, "$LATEST");
    assert.deepEqual(await eventsOf(answer.EventStream), [
      { PayloadChunk: { Payload: Buffer.from("one") } },
      { PayloadChunk: { Payload: Buffer.from("two") } },
      { InvokeComplete: { ErrorCode: undefined, ErrorDetails: undefined, LogResult: undefined } },
    ]);
    assert.equal(control.invoker.invocations[0]?.payload, Payload);
  });

  test("tells of an error where the response breaks off", async () => {
    const payload = Buffer.from('{"errorMessage":"late"}');
    await using control = await withFunction((sink) => {
      say(sink, "one");
      return { functionError: "Unhandled", payload };
    });
    const { EventStream } = await control.call("InvokeWithResponseStream", { FunctionName: "hello" });
    const [, complete] = await eventsOf(EventStream);
    assert.equal(complete?.InvokeComplete?.ErrorCode, "Unhandled");
    assert.equal(complete.InvokeComplete.ErrorDetails, '{"errorMessage":"late"}');
  });

  test("gives the log tail to those who ask, behind the response", async () => {
    await using control = await withFunction((sink) => {
      say(sink);
      return { logTail: Buffer.from("END\n") };
    });
    const input = { FunctionName: "hello", LogType: "Tail" } as const;
    const { EventStream } = await control.call("InvokeWithResponseStream", input);
    const [complete] = await eventsOf(EventStream);
    assert.equal(complete?.InvokeComplete?.LogResult, Buffer.from("END\n").toString("base64"));
    assert.equal(control.invoker.invocations[0]?.wantsLogTail, true);
  });

  test("runs nothing in a dry run", async () => {
    await using control = await withFunction(() => ({}));
    const input = { FunctionName: "hello", InvocationType: "DryRun" } as const;
    const answer = await control.call("InvokeWithResponseStream", input);
    assert.equal(answer.StatusCode, 204);
    assert.deepEqual(await eventsOf(answer.EventStream), []);
    assert.deepEqual(control.invoker.invocations, []);
  });

  test("refuses what Invoke refuses, before anything is streamed", async () => {
    await using control = await withFunction(() => ({}));
    const Payload = Buffer.from("{");
    await assert.rejects(control.call("InvokeWithResponseStream", { FunctionName: "hello", Payload }), {
      code: "InvalidRequestContentException",
    });
    await assert.rejects(control.call("InvokeWithResponseStream", { FunctionName: "missing" }), {
      code: "ResourceNotFoundException",
    });
  });
});
