import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  FunctionInvoker,
  InvocationResult,
  ResponseSink,
} from "../../../../../src/services/lambda/invoke/contract.ts";
import { invokeWithStream } from "../../../../../src/services/lambda/invoke/response-stream.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { invocation } from "./invoker-fixture.ts";

const succeeded: InvocationResult = {
  payload: Buffer.alloc(0),
  executedVersion: "$LATEST",
  functionError: undefined,
  logTail: undefined,
};

/** An invocation whose function is played by the test. */
const start = (options: { readonly isCallerGone?: boolean } = {}) => {
  const outcome = Promise.withResolvers<InvocationResult>();
  const taken = Promise.withResolvers<ResponseSink>();
  const caller = new AbortController();
  const invoker: Pick<FunctionInvoker, "invoke"> = {
    invoke: ({ responseSink }) => {
      if (responseSink !== undefined) taken.resolve(responseSink);
      return outcome.promise;
    },
  };
  if (options.isCallerGone === true) caller.abort();
  const streamOptions = { clock: new FakeClock(), bytesPerSecond: 0, signal: caller.signal };
  const streamed = invokeWithStream(invoker as FunctionInvoker, invocation(), streamOptions);
  return { streamed, outcome, caller, sink: taken.promise };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a streamed invocation", () => {
  test("is there as soon as the function begins to answer", async () => {
    const { streamed, outcome, sink } = start();
    (await sink).begin("text/plain");
    const { hasBegun, contentType, chunks } = await streamed;
    assert.deepEqual([hasBegun, contentType], [true, "text/plain"]);
    const reader = chunks[Symbol.asyncIterator]();
    const first = reader.next();
    void (await sink).write(Buffer.from("one"));
    assert.equal(String((await first).value), "one");
    outcome.resolve(succeeded);
    assert.equal((await reader.next()).done, true);
  });

  test("still hands over what was written before it ended", async () => {
    const { streamed, outcome, sink } = start();
    (await sink).begin(undefined);
    void (await sink).write(Buffer.from("one"));
    void (await sink).write(Buffer.from("two"));
    outcome.resolve(succeeded);
    const { chunks } = await streamed;
    await turn();
    const texts: string[] = [];
    for await (const chunk of chunks) texts.push(String(chunk));
    assert.deepEqual(texts, ["onetwo"]);
  });

  test("tells of a function that failed before it answered", async () => {
    const { streamed, outcome } = start();
    outcome.resolve({ ...succeeded, functionError: "Unhandled" });
    const { hasBegun, result } = await streamed;
    assert.equal(hasBegun, false);
    assert.equal((await result).functionError, "Unhandled");
  });

  test("throws what keeps the function from being invoked", async () => {
    const { streamed, outcome } = start();
    outcome.reject(new Error("throttled"));
    await assert.rejects(streamed, { message: "throttled" });
  });

  test("holds a function back that writes faster than its caller reads", async () => {
    const { streamed, sink } = start();
    (await sink).begin(undefined);
    const { chunks } = await streamed;
    const half = Buffer.alloc(131_072);
    assert.equal((await sink).write(half), undefined);
    const wait = (await sink).write(half);
    assert.notEqual(wait, undefined);
    const reader = chunks[Symbol.asyncIterator]();
    await reader.next();
    await wait;
    assert.equal((await sink).write(half), undefined);
  });

  test("counts a piece for more than its bytes, and hands many over as one", async () => {
    const { streamed, sink } = start();
    (await sink).begin(undefined);
    const { chunks } = await streamed;
    const writer = await sink;
    const held = Array.from({ length: 1_100 }, () => writer.write(Buffer.from("x"))).filter(
      (wait) => wait !== undefined,
    );
    assert.equal(held.length > 0, true);
    const { value } = await chunks[Symbol.asyncIterator]().next();
    assert.equal(String(value), "x".repeat(1_100));
    await Promise.all(held);
  });

  test("lets a function write on whose caller went away, and keeps nothing of it", async () => {
    const { streamed, sink, caller } = start();
    (await sink).begin(undefined);
    const { chunks } = await streamed;
    const wait = (await sink).write(Buffer.alloc(1_048_576));
    caller.abort();
    await wait;
    assert.equal((await sink).write(Buffer.alloc(1_048_576)), undefined);
    assert.equal((await chunks[Symbol.asyncIterator]().next()).done, true);
  });

  test("lets a function write whose caller went away before it was invoked", async () => {
    const { sink } = start({ isCallerGone: true });
    (await sink).begin(undefined);
    assert.equal((await sink).write(Buffer.alloc(1_048_576)), undefined);
  });

  test("lets a function write on when its reader stops in the middle", async () => {
    const { streamed, sink } = start();
    (await sink).begin(undefined);
    const { chunks } = await streamed;
    void (await sink).write(Buffer.from("one"));
    for await (const _chunk of chunks) break;
    assert.equal((await sink).write(Buffer.alloc(1_048_576)), undefined);
  });
});
