import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProvisionedConcurrencySample } from "../../../../../src/services/lambda/invoke/contract.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { echo, functionVersion, invocation, invokerFixture, requestIdOf, settle } from "./invoker-fixture.ts";

const first = functionVersion({}, { version: "1" });
const second = functionVersion({}, { version: "2", revisionId: "second" });
const invocationOf = (version: typeof first) => invocation({ functionVersion: version });

const provision = (executions: number, inPlaceOf: readonly string[] = []) =>
  ({ executions, qualifier: "live", inPlaceOf }) as const;

/** Never answers. */
const busy: GuestProgram = async (guest) => {
  await guest.next();
};

/** Fails to initialise. */
const broken: GuestProgram = (_guest, sandbox) => Promise.resolve(sandbox.exit({ exitCode: 1 }));

/** Exits instead of answering. */
const crashing: GuestProgram = async (guest, sandbox) => {
  await guest.next();
  sandbox.exit({ exitCode: 1 });
};

describe("provisioned concurrency", () => {
  test("has environments ready before anyone needs them, and says as what they were started", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    invoker.provision(first, provision(2));
    assert.equal(invoker.provisionedState("hello", "1")?.status, "IN_PROGRESS");
    await settle();
    assert.deepEqual(invoker.provisionedState("hello", "1"), {
      requested: 2,
      allocated: 2,
      status: "READY",
      statusReason: undefined,
      busyMs: 0,
      peakBusy: 0,
    });
    const { environment } = backend.sandbox(0).spec;
    assert.equal(environment["AWS_LAMBDA_INITIALIZATION_TYPE"], "provisioned-concurrency");
    await invoker.invoke(invocationOf(first));
    assert.equal(backend.created.length, 2);
  });

  test("reports the first invocation of such an environment as no cold start", async (context) => {
    const { invoker, records } = invokerFixture(context);
    invoker.provision(first, provision(1));
    await settle();
    await invoker.invoke(invocationOf(first));
    await settle();
    assert.equal(records[0]?.isProvisioned, true);
    assert.equal(records[0]?.isColdStart, false);
  });

  test("runs on demand what goes beyond it, and says so", async (context) => {
    const samples: ProvisionedConcurrencySample[] = [];
    const { invoker, backend } = invokerFixture(context, {
      programs: [busy],
      observer: { onProvisionedConcurrency: (sample) => samples.push(sample) },
    });
    invoker.provision(first, provision(1));
    await settle();
    void invoker.invoke(invocationOf(first)).catch(() => undefined);
    void invoker.invoke(invocationOf(first)).catch(() => undefined);
    await settle();
    assert.equal(backend.sandbox(1).spec.environment["AWS_LAMBDA_INITIALIZATION_TYPE"], "on-demand");
    assert.deepEqual(
      samples.map(({ qualifier, executions, allocated, isSpillover }) => [
        qualifier,
        executions,
        allocated,
        isSpillover,
      ]),
      [
        ["live", 0, 1, false],
        ["live", 1, 1, false],
        ["live", 1, 1, true],
      ],
    );
  });

  test("outlasts idleness", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { idleMs: 1_000 } });
    invoker.provision(first, provision(1));
    await settle();
    await clock.advance(10_000);
    assert.equal(backend.sandbox(0).calls.includes("dispose"), false);
    assert.equal(backend.created.length, 1);
  });

  test("gives no memory to other functions", async (context) => {
    const { invoker } = invokerFixture(context, { limits: { memoryMiB: 128 } });
    invoker.provision(first, provision(1));
    await settle();
    const other = functionVersion({}, { functionName: "other" });
    await assert.rejects(invoker.invoke(invocation({ functionVersion: other })), { code: "TooManyRequestsException" });
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("takes memory of idle environments of other functions", async (context) => {
    const { invoker, backend } = invokerFixture(context, { limits: { memoryMiB: 128 } });
    await invoker.invoke(invocation({ functionVersion: functionVersion({}, { functionName: "other" }) }));
    await settle();
    invoker.provision(first, provision(1));
    await settle();
    assert.equal(backend.sandbox(0).calls.includes("dispose"), true);
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("replaces at once an environment that an invocation ended", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [crashing, echo] });
    invoker.provision(first, provision(1));
    await settle();
    await invoker.invoke(invocationOf(first));
    await settle();
    assert.equal(backend.created.length, 2);
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("waits before it tries again what failed to initialise, longer each time", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { programs: [broken, broken, echo] });
    invoker.provision(first, provision(1));
    await settle();
    const failed = invoker.provisionedState("hello", "1");
    assert.equal(failed?.status, "FAILED");
    assert.equal(failed.statusReason, "FUNCTION_ERROR_INIT_FAILURE");
    await clock.advance(1_000);
    await settle();
    assert.equal(backend.created.length, 2);
    await clock.advance(1_999);
    assert.equal(backend.created.length, 2);
    await clock.advance(1);
    await settle();
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("waits as long when an environment ends before anyone used it", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    invoker.provision(first, provision(1));
    await settle();
    backend.sandbox(0).exit({ exitCode: 1 });
    await settle();
    assert.equal(invoker.provisionedState("hello", "1")?.status, "FAILED");
    assert.equal(backend.created.length, 1);
    await clock.advance(1_000);
    await settle();
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("says that the host has no memory, and goes on as soon as it has", async (context) => {
    const { invoker, clock } = invokerFixture(context, { limits: { memoryMiB: 256 } });
    invoker.provision(first, provision(2));
    await settle();
    invoker.provision(second, provision(1));
    await settle();
    const failed = invoker.provisionedState("hello", "2");
    assert.equal(failed?.status, "FAILED");
    assert.equal(failed.statusReason, "The host has no memory left for another execution environment.");
    invoker.provision(first, provision(1));
    await clock.advance(1_000);
    await settle();
    assert.equal(invoker.provisionedState("hello", "2")?.status, "READY");
  });

  test("ends what is too much, idle environments now and busy ones after their invocation", async (context) => {
    const answer = Promise.withResolvers<void>();
    const gated: GuestProgram = async (guest) => {
      const event = await guest.next();
      await answer.promise;
      await guest.respond(requestIdOf(event), "1");
      await guest.next();
    };
    const { invoker, backend } = invokerFixture(context, { programs: [gated] });
    invoker.provision(first, provision(2));
    await settle();
    const running = invoker.invoke(invocationOf(first));
    await settle();
    invoker.unprovision("hello", "1");
    await settle();
    const ended = () => backend.created.filter(({ calls }) => calls.includes("dispose")).length;
    assert.equal(ended(), 1);
    assert.equal(invoker.provisionedState("hello", "1"), undefined);
    answer.resolve();
    await running;
    await settle();
    assert.equal(ended(), 2);
  });

  test("moves to another version: the old environments end when the new ones are ready", async (context) => {
    const ready = Promise.withResolvers<void>();
    const slow: GuestProgram = async (guest, sandbox) => {
      await ready.promise;
      await echo(guest, sandbox);
    };
    const { invoker, backend } = invokerFixture(context, { programs: [echo, slow] });
    invoker.provision(first, provision(1));
    await settle();
    invoker.provision(second, provision(1, ["1"]));
    await settle();
    assert.equal(backend.sandbox(0).calls.includes("dispose"), false);
    ready.resolve();
    await settle();
    assert.equal(backend.sandbox(0).calls.includes("dispose"), true);
    assert.equal(invoker.provisionedState("hello", "1"), undefined);
    assert.equal(invoker.provisionedState("hello", "2")?.status, "READY");
  });

  test("moves back before it arrived: the old environments stay", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [echo, broken] });
    invoker.provision(first, provision(1));
    await settle();
    invoker.provision(second, provision(1, ["1"]));
    await settle();
    invoker.provision(first, provision(1, ["2"]));
    await settle();
    assert.equal(backend.sandbox(0).calls.includes("dispose"), false);
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
    assert.equal(invoker.provisionedState("hello", "2"), undefined);
  });

  test("replaces environments before their role's credentials end, the new one first", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, { limits: { idleMs: 3_600_000 } });
    invoker.provision(first, provision(1));
    await settle();
    // Looked after each eighth of the idle time.
    await clock.advance(11 * 3_600_000 + 450_000);
    await settle();
    assert.equal(backend.created.length, 2);
    assert.equal(backend.sandbox(0).calls.includes("dispose"), true);
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });

  test("meters how long its environments were busy", async (context) => {
    const { invoker, clock } = invokerFixture(context, { programs: [busy] });
    invoker.provision(first, provision(2));
    await settle();
    void invoker.invoke(invocationOf(first)).catch(() => undefined);
    await settle();
    await clock.advance(500);
    assert.equal(invoker.provisionedState("hello", "1")?.busyMs, 500);
  });

  test("remembers for a minute or two how many were busy at once", async (context) => {
    const { invoker, clock } = invokerFixture(context);
    invoker.provision(first, provision(3));
    await settle();
    await Promise.all([invoker.invoke(invocationOf(first)), invoker.invoke(invocationOf(first))]);
    await settle();
    assert.equal(invoker.provisionedState("hello", "1")?.peakBusy, 2);
    await clock.advance(60_000);
    assert.equal(invoker.provisionedState("hello", "1")?.peakBusy, 2);
    await clock.advance(60_000);
    assert.equal(invoker.provisionedState("hello", "1")?.peakBusy, 0);
  });

  test("names itself in the log of the platform", async (context) => {
    const { invoker, logs } = invokerFixture(context);
    const logging = {
      format: "JSON",
      systemLogLevel: "INFO",
      applicationLogLevel: "INFO",
      logGroup: "/aws/lambda/hello",
    } as const;
    invoker.provision(functionVersion({ logging }, { version: "1" }), provision(1));
    await settle();
    const started = JSON.parse(logs.lines[0] ?? "") as { readonly record: object };
    assert.partialDeepStrictEqual(started, {
      type: "platform.initStart",
      record: { initializationType: "provisioned-concurrency" },
    });
  });

  test("ends with the version, whatever environments are doing", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    invoker.provision(first, provision(2));
    await settle();
    await invoker.retire("hello", "1");
    await settle();
    assert.equal(backend.created.filter(({ calls }) => calls.includes("dispose")).length, 2);
  });
});

describe("the scaling rate", () => {
  test("lets a function have so many new environments in ten seconds, others aside", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context, {
      programs: [busy],
      limits: { environmentsPer10Seconds: 1, invocationRate: 0 },
    });
    void invoker.invoke(invocationOf(first)).catch(() => undefined);
    await settle();
    const tooFast = {
      code: "TooManyRequestsException",
      properties: { Reason: "FunctionInvocationRateLimitExceeded", Type: "User", retryAfterSeconds: "1" },
    };
    await assert.rejects(invoker.invoke(invocationOf(first)), tooFast);
    await clock.advance(9_999);
    await assert.rejects(invoker.invoke(invocationOf(first)), tooFast);
    await clock.advance(1);
    void invoker.invoke(invocationOf(first)).catch(() => undefined);
    await settle();
    assert.equal(backend.created.length, 2);
  });

  test("does not count provisioned environments", async (context) => {
    const { invoker } = invokerFixture(context, { limits: { environmentsPer10Seconds: 1 } });
    invoker.provision(first, provision(4));
    await settle();
    assert.equal(invoker.provisionedState("hello", "1")?.status, "READY");
  });
});
