import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ServiceException } from "../../../../../src/aws/service-exception.ts";
import { MAX_RESPONSE_BYTES } from "../../../../../src/services/lambda/runtime-api/limits.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { echo, functionVersion, invocation, invokerFixture, requestIdOf, settle, text } from "./invoker-fixture.ts";

const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";

/** Takes an invocation and never answers. */
const hang: GuestProgram = async (guest) => {
  await guest.next();
};

/** Ends in the middle of its first invocation. */
const exitWith =
  (exit: { exitCode?: number; signal?: string; outOfMemory?: boolean }): GuestProgram =>
  async (guest, sandbox) => {
    await guest.next();
    sandbox.exit(exit);
  };

const exitAfterAnswer: GuestProgram = async (guest, sandbox) => {
  await guest.respond(requestIdOf(await guest.next()), '"done"');
  sandbox.exit({ exitCode: 1 });
};

const reportAndExit: GuestProgram = async (guest, sandbox) => {
  const event = await guest.next();
  guest.send(`POST /2018-06-01/runtime/invocation/${requestIdOf(event)}/error HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}`);
  sandbox.exit({ exitCode: 129 });
};

const tooLarge: GuestProgram = async (guest, sandbox) => {
  await guest.respond(requestIdOf(await guest.next()), "x".repeat(MAX_RESPONSE_BYTES + 1));
  await echo(guest, sandbox);
};

describe("an invocation that fails", () => {
  test("by an error of the function: the runtime's words are passed on, and the environment lives", async (context) => {
    const failing: GuestProgram = async (guest) => {
      const event = await guest.next();
      await guest.fail(requestIdOf(event), "Runtime.Custom", '{"errorMessage":"no","errorType":"Error"}');
      await echo(guest, backend.sandbox(0));
    };
    const { invoker, backend, records } = invokerFixture(context, { programs: [failing] });
    const result = await invoker.invoke(invocation());
    assert.equal(result.functionError, "Unhandled");
    assert.equal(text(result.payload), '{"errorMessage":"no","errorType":"Error"}');
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 1);
    assert.equal(records[0]?.status, "error");
    assert.equal(records[0]?.errorType, "Runtime.Custom");
  });

  test("by its timeout: the caller hears at once, and the environment ends", async (context) => {
    const { invoker, backend, clock, logs, records } = invokerFixture(context, { programs: [hang, echo] });
    const invoked = invoker.invoke(invocation());
    await settle();
    await clock.advance(2_999);
    assert.equal(records.length, 0);
    await clock.advance(1);
    const result = await invoked;
    assert.equal(result.functionError, "Unhandled");
    assert.deepEqual(JSON.parse(text(result.payload)), {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    await settle();
    assert.deepEqual(backend.sandbox(0).calls.slice(-2), ["peakMemoryMiB", "dispose"]);
    assert.deepEqual(logs.lines.slice(1), [
      `START RequestId: ${requestId} Version: $LATEST`,
      `2026-01-01T00:00:03.000Z ${requestId} Task timed out after 3.00 seconds`,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t` +
        "Max Memory Used: 40 MB\tInit Duration: 0.00 ms\tStatus: timeout",
    ]);
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 2);
  });

  test("by an exit: the caller hears how, and the next invocation gets a fresh environment", async (context) => {
    const programs = [exitWith({ exitCode: 1 }), echo];
    const { invoker, backend, logs } = invokerFixture(context, { programs });
    const result = await invoker.invoke(invocation());
    assert.equal(result.functionError, "Unhandled");
    assert.deepEqual(JSON.parse(text(result.payload)), {
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`,
    });
    await settle();
    assert.equal(
      logs.lines.at(-3),
      `RequestId: ${requestId} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
    );
    assert.match(logs.lines.at(-1) ?? "", /\tStatus: error\tError Type: Runtime.ExitError$/);
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 2);
  });

  test("by a signal", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [exitWith({ signal: "SIGSEGV" })] });
    const result = await invoker.invoke(invocation());
    assert.match(text(result.payload), /Runtime exited with error: signal: segmentation fault/);
  });

  test("by an exit without error", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [exitWith({ exitCode: 0 })] });
    const result = await invoker.invoke(invocation());
    assert.match(text(result.payload), /Runtime exited without providing a reason/);
  });

  test("by want of memory: the report shows all of it used", async (context) => {
    const programs = [exitWith({ signal: "SIGKILL", outOfMemory: true })];
    const { invoker, logs, records } = invokerFixture(context, { programs });
    const result = await invoker.invoke(invocation());
    assert.deepEqual(JSON.parse(text(result.payload)), {
      errorType: "Runtime.OutOfMemory",
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
    });
    await settle();
    assert.match(logs.lines.at(-1) ?? "", /Max Memory Used: 128 MB\t.*Error Type: Runtime.OutOfMemory$/);
    assert.equal(records[0]?.maxMemoryMiB, 128);
  });

  test("by an answer that is too large: the environment lives", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [tooLarge] });
    const result = await invoker.invoke(invocation());
    assert.deepEqual(JSON.parse(text(result.payload)), {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 1);
  });

  test("after its answer: the caller keeps the answer, the report tells of the exit", async (context) => {
    const { invoker, records } = invokerFixture(context, { programs: [exitAfterAnswer] });
    const result = await invoker.invoke(invocation());
    assert.equal(text(result.payload), '"done"');
    assert.equal(result.functionError, undefined);
    await settle();
    assert.equal(records[0]?.errorType, "Runtime.ExitError");
  });

  test("by an error that the runtime reports just before it exits: the error counts, not the exit", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [reportAndExit] });
    assert.equal(text((await invoker.invoke(invocation())).payload), "{}");
  });

  test("gives its log tail to the caller even when another function takes its memory meanwhile", async (context) => {
    const { invoker, clock } = invokerFixture(context, { programs: [hang, echo], limits: { memoryMiB: 128 } });
    const invoked = invoker.invoke(invocation({ wantsLogTail: true }));
    await settle();
    await clock.advance(2_999);
    const advanced = clock.advance(1);
    const other = functionVersion({}, { functionName: "other" });
    const second = invoker.invoke(invocation({ requestId: "2", functionVersion: other }));
    await advanced;
    assert.match(text((await invoked).logTail), /Task timed out.*\nEND .*\nREPORT .*Status: timeout\n$/);
    assert.equal(text((await second).payload), '{"a":1}');
  });

  test("is reported once when the process exits while its report is being made", async (context) => {
    const { invoker, backend, clock, records } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(500);
    const reading = Promise.withResolvers<number>();
    backend.sandbox(0).peakMemoryMiB = () => reading.promise;
    await invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    backend.sandbox(0).exit({ exitCode: 1 });
    await settle();
    reading.resolve(1);
    await settle();
    assert.deepEqual(
      records.map((record) => [record.requestId, record.status]),
      [
        [requestId, "success"],
        ["2", "error"],
      ],
    );
  });

  test("because the sandbox could not be thawed: an internal error, and the environment ends", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(10);
    backend.sandbox(0).failOn = "thaw";
    const invoked = invoker.invoke(invocation({ requestId: "2" }));
    await assert.rejects(invoked, (error: ServiceException) => error.code === "ServiceException");
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
  });

  test("because the sandbox never wakes up: an internal error after a while", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(10);
    backend.sandbox(0).thaw = () => new Promise(() => {});
    const invoked = assert.rejects(invoker.invoke(invocation({ requestId: "2" })));
    await settle();
    await clock.advance(5_000);
    await invoked;
  });
});
