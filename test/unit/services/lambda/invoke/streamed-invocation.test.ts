import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResponseSink } from "../../../../../src/services/lambda/invoke/contract.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { invocation, invokerFixture, requestIdOf, settle, text } from "./invoker-fixture.ts";

const STREAMING = "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n";

/** Streams two pieces, the second when it is told to. */
const streaming = (more: Promise<void>): GuestProgram => {
  return async (guest) => {
    for (;;) {
      const requestId = requestIdOf(await guest.next());
      guest.send(`POST /2018-06-01/runtime/invocation/${requestId}/response HTTP/1.1\r\n${STREAMING}\r\n3\r\none\r\n`);
      await more;
      guest.send("3\r\ntwo\r\n0\r\n\r\n");
      await guest.receive();
    }
  };
};

const failing: GuestProgram = async (guest) => {
  const event = await guest.next();
  await guest.fail(requestIdOf(event), "Function.Early", '{"errorMessage":"early"}');
  guest.askNext();
};

const collector = () => {
  const pieces: string[] = [];
  const sink: ResponseSink = { begin: () => {}, write: (bytes) => void pieces.push(text(bytes)) };
  return { pieces, sink };
};

describe("an invocation whose response goes to a sink", () => {
  test("is over with the response, and tells how many bytes it had", async (context) => {
    const more = Promise.withResolvers<void>();
    const { invoker, records } = invokerFixture(context, { programs: [streaming(more.promise)] });
    const { pieces, sink } = collector();
    const running = invoker.invoke(invocation({ responseSink: sink }));
    await settle();
    assert.deepEqual(pieces, ["one"]);
    more.resolve();
    const { payload, functionError } = await running;
    assert.deepEqual([pieces, text(payload), functionError], [["one", "two"], "", undefined]);
    await settle();
    assert.equal(records[0]?.streamedBytes, 6);
  });

  test("holds its slot until then", async (context) => {
    const more = Promise.withResolvers<void>();
    const limits = { concurrentExecutions: 1 };
    const { invoker } = invokerFixture(context, { programs: [streaming(more.promise)], limits });
    const running = invoker.invoke(invocation({ responseSink: collector().sink }));
    await settle();
    await assert.rejects(invoker.invoke(invocation({ requestId: "2" })), { code: "TooManyRequestsException" });
    more.resolve();
    await running;
  });

  test("times out in the middle of the response, with what was written until then", async (context) => {
    const { invoker, clock } = invokerFixture(context, { programs: [streaming(new Promise(() => {}))] });
    const { pieces, sink } = collector();
    const running = invoker.invoke(invocation({ responseSink: sink }));
    await settle();
    await clock.advance(3_000);
    const { payload, functionError } = await running;
    assert.equal(functionError, "Unhandled");
    assert.match(text(payload), /Sandbox\.Timedout/);
    assert.deepEqual(pieces, ["one"]);
  });

  test("has the error of a function that fails before, and no bytes", async (context) => {
    const { invoker, records } = invokerFixture(context, { programs: [failing] });
    const { payload, functionError } = await invoker.invoke(invocation({ responseSink: collector().sink }));
    assert.deepEqual([functionError, text(payload)], ["Unhandled", '{"errorMessage":"early"}']);
    await settle();
    assert.equal(records[0]?.streamedBytes, 0);
  });

  test("tells of no bytes when nobody takes the response so", async (context) => {
    const { invoker, records } = invokerFixture(context, { programs: [streaming(Promise.resolve())] });
    assert.equal(text((await invoker.invoke(invocation())).payload), "onetwo");
    await settle();
    assert.equal(records[0]?.streamedBytes, undefined);
  });
});
