import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import type { FunctionInvokerOptions } from "../../../../../src/services/lambda/invoke/function-invoker.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { FakeExtension } from "../extensions/extensions-fixture.ts";
import type { FakeSandbox, FakeSandboxBackend, GuestProgram } from "./fake-sandbox.ts";
import { functionVersion, invocation, invokerFixture, requestIdOf, settle, text } from "./invoker-fixture.ts";

const LAYER = {
  arn: "arn:aws:lambda:us-east-1:000000000000:layer:watch:1",
  sha256: "layer",
  sizeBytes: 1,
  unzippedBytes: 1,
};
const WATCHED = functionVersion({ layers: [LAYER] });
/** Idle environments are frozen after this long. */
const FROZEN_AFTER_MS = 10;

/** An invoker whose function has external extensions of these names; tests play them. */
const withExtensions = (context: TestContext, names: readonly string[], program: GuestProgram) => {
  const directory = temporaryDirectory();
  context.after(() => directory[Symbol.dispose]());
  mkdirSync(join(directory.path, "layer", "extensions"), { recursive: true });
  for (const name of names) writeFileSync(join(directory.path, "layer", "extensions", name), "");
  const codeDirectories: FunctionInvokerOptions["codeDirectories"] = {
    acquire: ({ sha256 }) =>
      Promise.resolve({ path: join(directory.path, sha256), [Symbol.asyncDispose]: () => Promise.resolve() }),
  };
  // Extensions that do not end are waited for, and only a test makes time pass.
  context.after(async () => {
    const ended = fixture.invoker[Symbol.asyncDispose]();
    for (let seconds = 0; seconds < 5; seconds++) await fixture.clock.advance(1_000);
    await ended;
  });
  const fixture = invokerFixture(context, {
    programs: [
      async (guest, sandbox) => {
        // The runtime starts when the platform says so.
        while (!sandbox.calls.some((call) => call === "begin" || call === "dispose")) await settle();
        if (sandbox.calls.includes("begin")) await program(guest, sandbox);
      },
    ],
    overrides: { codeDirectories },
  });
  return fixture;
};

/** Answers every invocation at once. */
const answering: GuestProgram = async (guest) => {
  for (;;) {
    const event = await guest.next();
    await guest.respond(requestIdOf(event), '"done"');
  }
};

const extensionIn = (sandbox: FakeSandbox): FakeExtension => new FakeExtension(sandbox.callAsCompanion());

const settleLong = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns++) await settle();
};

/** The host's files are read before there is a sandbox, which takes as long as it takes. */
const firstSandbox = async (backend: FakeSandboxBackend): Promise<FakeSandbox> => {
  while (backend.created.length === 0) await settle();
  await settle();
  return backend.sandbox(0);
};

/** One that has run an invocation, and whose extension waits for its last event. */
const idle = async (context: TestContext) => {
  const { invoker, backend, clock } = withExtensions(context, ["one"], answering);
  const answer = invoker.invoke(invocation({ functionVersion: WATCHED }));
  const sandbox = await firstSandbox(backend);
  const one = extensionIn(sandbox);
  await one.register("one");
  await one.next();
  await answer;
  const last = one.next();
  await settleLong();
  return { invoker, clock, sandbox, last };
};

describe("an environment with external extensions", () => {
  test("starts its runtime when all have registered, and is ready when all are", async (context) => {
    const { invoker, backend, logs } = withExtensions(context, ["one", "two"], answering);
    const answer = invoker.invoke(invocation({ functionVersion: WATCHED }));
    const sandbox = await firstSandbox(backend);
    assert.deepEqual(sandbox.spec.companions?.programs, ["/opt/extensions/one", "/opt/extensions/two"]);
    const [one, two] = [extensionIn(sandbox), extensionIn(sandbox)];
    await one.register("one");
    await settleLong();
    assert.equal(sandbox.calls.includes("begin"), false);
    await two.register("two", { events: ["SHUTDOWN"] });
    void two.next().catch(() => {});
    await settleLong();
    assert.equal(sandbox.calls.includes("begin"), true);
    assert.equal(
      logs.lines.some((line) => line.startsWith("START")),
      false,
    );
    const event = one.next();
    assert.match((await event).body, /"eventType":"INVOKE"/);
    assert.equal(text((await answer).payload), '"done"');
    assert.deepEqual(logs.lines.slice(1, 3), [
      "EXTENSION\tName: one\tState: Ready\tEvents: [INVOKE,SHUTDOWN]",
      "EXTENSION\tName: two\tState: Ready\tEvents: [SHUTDOWN]",
    ]);
  });

  test("answers its caller when the function does, and bills and freezes when extensions are done", async (context) => {
    const { invoker, backend, clock, records } = withExtensions(context, ["one"], answering);
    const answer = invoker.invoke(invocation({ functionVersion: WATCHED }));
    const one = extensionIn(await firstSandbox(backend));
    await one.register("one");
    await one.next();
    assert.equal(text((await answer).payload), '"done"');
    await settleLong();
    await clock.advance(40);
    assert.deepEqual(records, []);
    assert.equal(backend.sandbox(0).calls.includes("freeze"), false);
    void one.next().catch(() => {});
    await settleLong();
    assert.deepEqual(
      records.map(({ durationMs, postRuntimeExtensionsMs }) => [durationMs, postRuntimeExtensionsMs]),
      [[40, 40]],
    );
    await clock.advance(FROZEN_AFTER_MS);
    assert.deepEqual(backend.sandbox(0).calls.slice(-2), ["freeze", "peakMemoryMiB"]);
  });

  test("counts its extensions' init in the ten seconds of its own", async (context) => {
    const { invoker, backend, clock, logs } = withExtensions(context, ["one"], answering);
    void invoker.invoke(invocation({ functionVersion: WATCHED })).catch(() => {});
    await extensionIn(await firstSandbox(backend)).register("one");
    await clock.advance(10_000);
    await clock.advance(2_500);
    await settleLong();
    assert(logs.lines.includes("EXTENSION\tName: one\tState: Registered\tEvents: [INVOKE,SHUTDOWN]"));
    assert(logs.lines.some((line) => /^INIT_REPORT .*Status: timeout$/.test(line)));
  });

  test("is thawed for its end, asks the runtime to end, then the extensions, and kills who stays", async (context) => {
    const { invoker, clock, sandbox, last } = await idle(context);
    await clock.advance(FROZEN_AFTER_MS);
    const nowMs = clock.nowMs();
    const retired = invoker.retire("hello", undefined);
    await settleLong();
    assert.deepEqual(JSON.parse((await last).body), {
      eventType: "SHUTDOWN",
      deadlineMs: nowMs + 2_000,
      shutdownReason: "SPINDOWN",
    });
    assert.deepEqual(sandbox.calls.slice(-5), ["freeze", "peakMemoryMiB", "thaw", "SIGTERM", "SIGKILL"]);
    await clock.advance(1_999);
    assert.equal(sandbox.calls.includes("kill"), false);
    await clock.advance(501);
    await retired;
    assert.deepEqual(sandbox.calls.slice(-2), ["kill", "dispose"]);
  });

  test("does not wait for extensions that have ended", async (context) => {
    const { invoker, clock, sandbox, last } = await idle(context);
    const retired = invoker.retire("hello", undefined);
    await last;
    sandbox.companionExit(0, { exitCode: 0 });
    await settleLong();
    await clock.advance(500);
    await retired;
    assert.equal(sandbox.calls.at(-1), "dispose");
  });

  test("says that memory ran out when that ended runtime and extension together", async (context) => {
    const { invoker, backend, clock } = withExtensions(context, ["one"], async (guest) => void (await guest.next()));
    const answer = invoker.invoke(invocation({ requestId: "1", functionVersion: WATCHED }));
    const sandbox = await firstSandbox(backend);
    const one = extensionIn(sandbox);
    await one.register("one");
    await one.next();
    const outOfMemory = { signal: "SIGKILL", outOfMemory: true };
    sandbox.companionExit(0, outOfMemory);
    await settleLong();
    sandbox.exit(outOfMemory);
    await settleLong();
    await clock.advance(500);
    assert.match(text((await answer).payload), /"Runtime.OutOfMemory"/);
  });

  test("says that an extension ended when memory ran out for it alone", async (context) => {
    const { invoker, backend, clock } = withExtensions(context, ["one"], async (guest) => void (await guest.next()));
    const answer = invoker.invoke(invocation({ requestId: "1", functionVersion: WATCHED }));
    const sandbox = await firstSandbox(backend);
    const one = extensionIn(sandbox);
    await one.register("one");
    await one.next();
    sandbox.companionExit(0, { signal: "SIGKILL", outOfMemory: true });
    await settleLong();
    await clock.advance(100);
    assert.match(text((await answer).payload), /"Extension.Crash","errorMessage":"RequestId: 1 Error: signal: killed"/);
  });

  test("has at most ten of them", async (context) => {
    const names = Array.from({ length: 11 }, (_, index) => `extension-${String(index).padStart(2, "0")}`);
    const { invoker, backend, clock, logs } = withExtensions(context, names, answering);
    const answer = invoker.invoke(invocation({ requestId: "1", functionVersion: WATCHED }));
    await firstSandbox(backend);
    while (backend.created.length < 2) await clock.advance(500);
    await settleLong();
    assert.deepEqual(JSON.parse(text((await answer).payload)), {
      errorType: "Extension.LaunchError",
      errorMessage: "RequestId: 1 Error: ErrTooManyExtensions",
    });
    assert.equal(backend.sandbox(0).spec.companions?.programs.length, 10);
    const refused = "EXTENSION\tName: extension-10\tState: LaunchError\tEvents: []\tError Type: TooManyExtensions";
    assert(logs.lines.includes(refused));
  });

  test("ends without ado when there are none", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [answering] });
    await invoker.invoke(invocation());
    await settle();
    await invoker.retire("hello", undefined);
    assert.equal(backend.sandbox(0).spec.companions, undefined);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.equal(backend.sandbox(0).calls.includes("SIGTERM"), false);
  });
});
