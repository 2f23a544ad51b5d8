import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Logger, silentLogger } from "../../../../../src/base/log.ts";
import type { ServiceException } from "../../../../../src/aws/service-exception.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { echo, functionVersion, invocation, invokerFixture, requestIdOf, settle, text } from "./invoker-fixture.ts";

/** Answers only when the test says so. */
const gate = () => {
  const opened = Promise.withResolvers<void>();
  const program: GuestProgram = async (guest) => {
    for (;;) {
      const event = await guest.next();
      await opened.promise;
      await guest.respond(requestIdOf(event), "1");
    }
  };
  return { program, open: () => opened.resolve() };
};

const code = (expected: string) => (error: ServiceException) => error.code === expected;

const neverBack: GuestProgram = async (guest) => {
  await guest.respond(requestIdOf(await guest.next()), "1");
};

const backAgain = Promise.withResolvers<void>();

/** Answers, and asks for more only when the test says so. */
const backAfter: GuestProgram = async (guest) => {
  await guest.respond(requestIdOf(await guest.next()), "1");
  await backAgain.promise;
  await guest.respond(requestIdOf(await guest.next()), "2");
};

const invocationOf = (functionName: string) => invocation({ functionVersion: functionVersion({}, { functionName }) });

describe("FunctionInvoker", () => {
  test("runs a function and gives its answer to the caller", async (context) => {
    const { invoker } = invokerFixture(context);
    const result = await invoker.invoke(invocation());
    assert.equal(text(result.payload), '{"a":1}');
    assert.equal(result.executedVersion, "$LATEST");
    assert.equal(result.functionError, undefined);
    assert.equal(result.logTail, undefined);
  });

  test("uses an idle environment again", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 1);
  });

  test("runs no function whose variables cannot be read, not even in a warm environment", async (context) => {
    const { invoker } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    const environmentError = { code: "DisabledException", kmsMessage: "" };
    const unreadable = invocation({ functionVersion: functionVersion({ environmentError }) });
    await assert.rejects(invoker.invoke(unreadable), code("KMSDisabledException"));
  });

  test("runs no function that is made for durable executions", async (context) => {
    const { invoker } = invokerFixture(context);
    const durable = functionVersion({ other: { DurableConfig: { ExecutionTimeout: 60 } } });
    await assert.rejects(invoker.invoke(invocation({ functionVersion: durable })), code("NotImplementedException"));
  });

  test("waits for an environment that is about to be idle instead of starting another", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(backend.created.length, 1);
  });

  test("does not wait long for a runtime that does not come back", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { programs: [neverBack, echo] });
    await invoker.invoke(invocation());
    const second = invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    assert.equal(backend.created.length, 1);
    await clock.advance(20);
    await second;
    assert.equal(backend.created.length, 2);
  });

  test("serves whoever waits by the first environment that is idle, and keeps the one that was started", async (context) => {
    const { program, open } = gate();
    const started = Promise.withResolvers<void>();
    const slowToStart: GuestProgram = async (guest, sandbox) => {
      await started.promise;
      await echo(guest, sandbox);
    };
    const { invoker, backend, clock } = invokerFixture(context, { programs: [program, slowToStart] });
    const first = invoker.invoke(invocation({ requestId: "1" }));
    await settle();
    const second = invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    open();
    await first;
    assert.equal(text((await second).payload), "1");
    started.resolve();
    await settle();
    await clock.advance(10);
    assert.equal(backend.sandbox(1).calls.includes("freeze"), true);
    const third = invoker.invoke(invocation({ requestId: "3" }));
    await third;
    assert.equal(backend.created.length, 2);
  });

  test("ends an idle environment before its role's credentials end, however long it may be idle", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { idleMs: 86_400_000 } });
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(11 * 3_600_000);
    assert.equal(backend.sandbox(0).calls.includes("dispose"), false);
    await clock.advance(600_000);
    await settle();
    assert.equal(backend.sandbox(0).calls.includes("dispose"), true);
  });

  test("lets a caller wait on a full host while an environment is about to be idle", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { programs: [backAfter], limits: { memoryMiB: 128 } });
    await invoker.invoke(invocation({ requestId: "1" }));
    const second = invoker.invoke(invocation({ requestId: "2" }));
    await clock.advance(100);
    backAgain.resolve();
    assert.equal(text((await second).payload), "2");
    assert.equal(backend.created.length, 1);
  });

  test("starts an environment when the one that was expected ends instead", async (context) => {
    const { program, open } = gate();
    const exitAfterAnswer: GuestProgram = async (guest, sandbox) => {
      await guest.respond(requestIdOf(await guest.next()), "1");
      await dying.promise;
      sandbox.exit({ exitCode: 1 });
    };
    const dying = Promise.withResolvers<void>();
    const { invoker, backend, clock } = invokerFixture(context, { programs: [exitAfterAnswer, program, echo] });
    await invoker.invoke(invocation({ requestId: "1" }));
    const second = invoker.invoke(invocation({ requestId: "2" }));
    const third = invoker.invoke(invocation({ requestId: "3" }));
    await settle();
    assert.equal(backend.created.length, 2);
    dying.resolve();
    await settle();
    await clock.advance(20);
    assert.equal(text((await third).payload), '{"a":1}');
    open();
    assert.equal(text((await second).payload), "1");
    assert.equal(backend.created.length, 3);
  });

  test("throttles a caller when what is expected does not come", async (context) => {
    const { invoker, clock } = invokerFixture(context, { programs: [neverBack], limits: { memoryMiB: 128 } });
    await invoker.invoke(invocation({ requestId: "1" }));
    const second = assert.rejects(invoker.invoke(invocation({ requestId: "2" })), code("TooManyRequestsException"));
    await clock.advance(1_000);
    await second;
  });

  test("starts as many environments as there are invocations at once", async (context) => {
    const { program, open } = gate();
    const { invoker, backend } = invokerFixture(context, { programs: [program] });
    const first = invoker.invoke(invocation({ requestId: "1" }));
    const second = invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    assert.equal(backend.created.length, 2);
    open();
    await Promise.all([first, second]);
  });

  test("uses the environment that ran last", async (context) => {
    const { program, open } = gate();
    const { invoker, backend } = invokerFixture(context, { programs: [program] });
    const first = invoker.invoke(invocation({ requestId: "1" }));
    const second = invoker.invoke(invocation({ requestId: "2" }));
    open();
    await Promise.all([first, second]);
    await settle();
    await invoker.invoke(invocation({ requestId: "3" }));
    const before = backend.sandbox(1).calls.length;
    await settle();
    await invoker.invoke(invocation({ requestId: "4" }));
    assert.equal(backend.created.length, 2);
    assert.equal(backend.sandbox(1).calls.length, before);
  });

  test("throttles beyond the account's concurrency, and no longer once a caller is answered", async (context) => {
    const { program, open } = gate();
    const { invoker } = invokerFixture(context, { programs: [program], limits: { concurrentExecutions: 1 } });
    const first = invoker.invoke(invocation({ requestId: "1" }));
    await assert.rejects(invoker.invoke(invocation({ requestId: "2" })), (error: ServiceException) => {
      assert.equal(error.code, "TooManyRequestsException");
      assert.equal(error.message, "Rate Exceeded.");
      assert.equal(error.statusCode, 429);
      assert.equal(error.properties["Reason"], "ConcurrentInvocationLimitExceeded");
      assert.equal(error.properties["retryAfterSeconds"], "1");
      return true;
    });
    open();
    await first;
    await invoker.invoke(invocation({ requestId: "3" }));
  });

  test("throttles when the host's memory is promised to running environments", async (context) => {
    const { program, open } = gate();
    const { invoker } = invokerFixture(context, { programs: [program], limits: { memoryMiB: 200 } });
    const first = invoker.invoke(invocation({ requestId: "1" }));
    await settle();
    await assert.rejects(invoker.invoke(invocation({ requestId: "2" })), code("TooManyRequestsException"));
    open();
    await first;
  });

  test("ends the environment that was idle longest when another function needs its memory", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { memoryMiB: 300 } });
    await invoker.invoke(invocationOf("first"));
    await clock.advance(1);
    await invoker.invoke(invocationOf("second"));
    await clock.advance(1);
    await invoker.invoke(invocationOf("third"));
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.notEqual(backend.sandbox(1).calls.at(-1), "dispose");
  });

  test("counts an environment that is frozen with what it uses, and another can run beside it", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { memoryMiB: 240 } });
    await invoker.invoke(invocationOf("first"));
    await settle();
    await clock.advance(10);
    await settle();
    await invoker.invoke(invocationOf("second"));
    await settle();
    await clock.advance(10);
    await settle();
    await invoker.invoke(invocationOf("first"));
    assert.equal(backend.created.length, 2);
  });

  test("throttles whoever would wake an environment that there is no memory to run for", async (context) => {
    const { program, open } = gate();
    const { invoker, backend, clock } = invokerFixture(context, {
      programs: [echo, program],
      limits: { memoryMiB: 240 },
    });
    await invoker.invoke(invocationOf("first"));
    await settle();
    await clock.advance(10);
    await settle();
    const running = invoker.invoke(invocationOf("second"));
    await settle();
    await assert.rejects(invoker.invoke(invocationOf("first")), code("TooManyRequestsException"));
    open();
    await running;
    await settle();
    await clock.advance(10);
    await settle();
    await invoker.invoke(invocationOf("first"));
    assert.equal(backend.created.length, 2);
  });

  test("ends idle environments before the next start needs their memory", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { memoryMiB: 390 } });
    await invoker.invoke(invocationOf("first"));
    await clock.advance(1);
    await invoker.invoke(invocationOf("second"));
    await clock.advance(1);
    await invoker.invoke(invocationOf("third"));
    await settle();
    assert.equal(backend.created.length, 3);
    assert.equal(backend.sandbox(0).calls.includes("dispose"), true);
    assert.equal(backend.sandbox(2).calls.includes("dispose"), false);
  });

  test("ends environments that were idle for the configured time", async (context) => {
    const { invoker, backend, clock, codeInUse } = invokerFixture(context, { limits: { idleMs: 8_000 } });
    await invoker.invoke(invocation());
    await settle();
    assert.equal(codeInUse.size, 1);
    await clock.advance(7_000);
    assert.notEqual(backend.sandbox(0).calls.at(-1), "dispose");
    await clock.advance(2_000);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.equal(codeInUse.size, 0);
  });

  test("ends an environment before its credentials do", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { idleMs: 100_000_000 } });
    await invoker.invoke(invocation());
    await settle();
    await clock.advance(11 * 3_600_000 + 1);
    await invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
  });

  test("retires idle environments at once", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await invoker.retire("hello", "$LATEST");
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
  });

  test("retires every version when none is named, and no other function", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation({ functionVersion: functionVersion({}, { version: "1" }) }));
    await invoker.invoke(invocation({ functionVersion: functionVersion({}, { functionName: "other" }) }));
    await settle();
    await invoker.retire("hello", undefined);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.notEqual(backend.sandbox(1).calls.at(-1), "dispose");
  });

  test("lets a retired environment finish its invocation, and ends it then", async (context) => {
    const { program, open } = gate();
    const { invoker, backend } = invokerFixture(context, { programs: [program, echo] });
    const running = invoker.invoke(invocation());
    await settle();
    await invoker.retire("hello", "$LATEST");
    const after = functionVersion({}, { revisionId: "second" });
    const updated = await invoker.invoke(invocation({ requestId: "2", functionVersion: after }));
    assert.equal(text(updated.payload), '{"a":1}');
    open();
    assert.equal(text((await running).payload), "1");
    await settle();
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
  });

  test("never serves a new revision by an environment of the old one", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    const after = functionVersion({}, { revisionId: "second" });
    await invoker.invoke(invocation({ requestId: "2", functionVersion: after }));
    await settle();
    assert.equal(backend.created.length, 2);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
  });

  test("answers with an internal error when the host cannot make a sandbox, and holds nothing", async (context) => {
    const { invoker, backend, codeInUse } = invokerFixture(context);
    backend.failure = "no namespaces";
    await assert.rejects(invoker.invoke(invocation()), (error: ServiceException) => {
      assert.equal(error.code, "ServiceException");
      assert.equal(error.statusCode, 500);
      assert.doesNotMatch(error.message, /namespaces/);
      return true;
    });
    assert.equal(codeInUse.size, 0);
  });

  test("tells why the host cannot make a sandbox, also when what was made cannot be cleared away", async (context) => {
    const errors: unknown[] = [];
    const remains = { path: "/host/code/00", [Symbol.asyncDispose]: () => Promise.reject(new Error("still in use")) };
    const { invoker, backend } = invokerFixture(context, {
      overrides: {
        codeDirectories: { acquire: () => Promise.resolve(remains) },
        logger: Object.assign(Object.create(silentLogger) as Logger, {
          error: ({ err }: { readonly err: Error }, text: string) => errors.push([text, err.message]),
        }),
      },
    });
    backend.failure = "no namespaces";
    await assert.rejects(invoker.invoke(invocation()), code("ServiceException"));
    assert.deepEqual(errors, [
      ["execution environment failed", "still in use"],
      ["no execution environment could be started", "no namespaces"],
    ]);
  });

  test("answers an invocation that is running when the server ends, and leaves nothing", async (context) => {
    const { program } = gate();
    const { invoker, backend, clock, codeInUse } = invokerFixture(context, { programs: [program] });
    const running = assert.rejects(invoker.invoke(invocation()), code("ServiceException"));
    await settle();
    await invoker[Symbol.asyncDispose]();
    await running;
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.equal(codeInUse.size, 0);
    assert.equal(clock.pending, 0);
  });

  test("takes no invocation after its end", async (context) => {
    const { invoker } = invokerFixture(context);
    await invoker[Symbol.asyncDispose]();
    await assert.rejects(invoker.invoke(invocation()), code("ServiceException"));
  });
});
