import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GuestProgram } from "./fake-sandbox.ts";
import {
  functionVersion,
  invocation,
  invokerFixture,
  requestIdOf,
  RUNTIME_TEXT,
  RUNTIME_VERSION_ARN,
  settle,
  text,
} from "./invoker-fixture.ts";

const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";

/** Writes what it is told to, then answers. */
const print =
  (...texts: readonly string[]): GuestProgram =>
  async (guest, sandbox) => {
    for (;;) {
      const event = await guest.next();
      for (const written of texts) sandbox.stdout.write(written);
      await guest.respond(requestIdOf(event), "null");
    }
  };

const json = (systemLogLevel: "DEBUG" | "INFO" | "WARN" | undefined) =>
  functionVersion({
    logging: { format: "JSON", applicationLogLevel: undefined, systemLogLevel, logGroup: "/aws/lambda/hello" },
  });

const types = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (JSON.parse(line) as { type: string }).type);

const exitInTheMiddle: GuestProgram = async (guest, sandbox) => {
  await guest.next();
  sandbox.exit({ exitCode: 1 });
};

describe("the log of an invocation", () => {
  test("is framed by START, END and REPORT", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print("one\ntwo\n")] });
    await invoker.invoke(invocation());
    await settle();
    assert.deepEqual(logs.lines, [
      `INIT_START ${RUNTIME_TEXT}`,
      `START RequestId: ${requestId} Version: $LATEST`,
      "one",
      "two",
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: 0.00 ms\tBilled Duration: 0 ms\tMemory Size: 128 MB\t` +
        "Max Memory Used: 40 MB\tInit Duration: 0.00 ms\t",
    ]);
  });

  test("begins when the function gets its event, however late that is written down", async (context) => {
    let deadlineMs = 0;
    const untilWhen: GuestProgram = async (guest) => {
      const event = await guest.next();
      deadlineMs = Number(event.headers.get("Lambda-Runtime-Deadline-Ms"));
      await guest.respond(requestIdOf(event), "null");
      guest.askNext();
    };
    const { invoker, logs, clock } = invokerFixture(context, { programs: [untilWhen] });
    let nowMs = clock.nowMs();
    // Each look at the clock takes a millisecond.
    context.mock.method(clock, "nowMs", () => (nowMs += 1));
    await invoker.invoke(invocation({ functionVersion: functionVersion({ timeoutSeconds: 3 }) }));
    await settle();
    const start = [...logs.events.values()].flat().find(({ message }) => message.startsWith("START"));
    assert.equal(start?.timestampMs, deadlineMs - 3_000);
  });

  test("of a silent function is written at once, after the answer", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    await invoker.invoke(invocation());
    await settle();
    const before = logs.writes;
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.equal(logs.writes, before);
    await settle();
    assert.equal(logs.writes, before + 1);
  });

  test("has an unfinished line before END", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print("no line feed")] });
    await invoker.invoke(invocation());
    await settle();
    assert.deepEqual(logs.lines.slice(2, 4), ["no line feed", `END RequestId: ${requestId}`]);
  });

  test("comes back to a caller who asks for it, the last 4 KiB of it", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [print(`${"x".repeat(5_000)}\nthe end\n`)] });
    const { logTail } = await invoker.invoke(invocation({ wantsLogTail: true }));
    assert.equal(logTail?.byteLength, 4_096);
    assert.match(text(logTail), /^x+\nthe end\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
  });

  test("comes back without that of the invocation before", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [print("hello\n")] });
    await invoker.invoke(invocation({ wantsLogTail: true }));
    const { logTail } = await invoker.invoke(invocation({ requestId: "2", wantsLogTail: true }));
    assert.match(text(logTail), /^START RequestId: 2 .*\nhello\nEND RequestId: 2\nREPORT RequestId: 2\t.*\n$/);
  });

  test("in JSON, at the level INFO", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    await invoker.invoke(invocation({ functionVersion: json(undefined) }));
    await settle();
    assert.deepEqual(types(logs.lines), ["platform.initStart", "platform.start", "platform.report"]);
    assert.deepEqual(JSON.parse(logs.lines[0] ?? ""), {
      time: "2026-01-01T00:00:00.000Z",
      type: "platform.initStart",
      record: {
        initializationType: "on-demand",
        phase: "init",
        runtimeVersion: "provided:al2023.v1",
        runtimeVersionArn: RUNTIME_VERSION_ARN,
        functionName: "hello",
        functionVersion: "$LATEST",
        instanceId: [...logs.events.keys()][0],
        instanceMaxMemory: 134_217_728,
      },
    });
    assert.deepEqual(JSON.parse(logs.lines[2] ?? ""), {
      time: "2026-01-01T00:00:00.000Z",
      type: "platform.report",
      record: {
        requestId,
        metrics: {
          durationMs: 0,
          billedDurationMs: 0,
          memorySizeMB: 128,
          maxMemoryUsedMB: 40,
          initDurationMs: 0,
        },
        status: "success",
      },
    });
  });

  test("in JSON, at the level DEBUG", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    await invoker.invoke(invocation({ functionVersion: json("DEBUG") }));
    await settle();
    assert.deepEqual(types(logs.lines), [
      "platform.initStart",
      "platform.initRuntimeDone",
      "platform.initReport",
      "platform.start",
      "platform.runtimeDone",
      "platform.report",
    ]);
  });

  test("in JSON, at the level WARN: of a success nothing", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    await invoker.invoke(invocation({ functionVersion: json("WARN") }));
    await settle();
    assert.deepEqual(logs.lines, []);
  });

  test("in JSON, at the level WARN: of a failure its faults", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [exitInTheMiddle] });
    await invoker.invoke(invocation({ functionVersion: json("WARN") }));
    await settle();
    assert.deepEqual(types(logs.lines), ["platform.fault", "platform.runtimeDone", "platform.report"]);
    assert.match(logs.lines[2] ?? "", /"status":"error","errorType":"Runtime.ExitError"/);
  });

  test("names the trace of a function that is traced", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    const traceHeader = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    await invoker.invoke(invocation({ functionVersion: functionVersion({ tracingMode: "Active" }), traceHeader }));
    await settle();
    assert.match(
      logs.lines.at(-1) ?? "",
      /\t\nXRAY TraceId: 1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: 9a9197af755a6419\tSampled: true\t$/,
    );
  });

  test("names it in JSON as the Telemetry API does", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [print()] });
    const traceHeader = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    const { settings } = json("INFO");
    const traced = functionVersion({ ...settings, tracingMode: "Active" });
    await invoker.invoke(invocation({ functionVersion: traced, traceHeader }));
    await settle();
    const report = JSON.parse(logs.lines.at(-1) ?? "") as { record: { tracing: unknown } };
    const tracing = { spanId: "9a9197af755a6419", type: "X-Amzn-Trace-Id", value: traceHeader };
    assert.deepEqual(report.record.tracing, tracing);
  });

  test("has the highest use of memory that the environment has had until the last reading", async (context) => {
    const { invoker, backend, clock, records } = invokerFixture(context, { programs: [print()] });
    await invoker.invoke(invocation());
    await settle();
    backend.sandbox(0).peakMiB = 55;
    await invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    await clock.advance(50);
    await invoker.invoke(invocation({ requestId: "3" }));
    await settle();
    assert.deepEqual(
      records.map((record) => record.maxMemoryMiB),
      [40, 40, 55],
    );
  });

  test("holds a flood back when the disk is slow, and loses nothing of it", async (context) => {
    const line = `${"x".repeat(1_023)}\n`;
    const flood: GuestProgram = async (guest, sandbox) => {
      const event = await guest.next();
      for (let written = 0; written < 24; written += 1) {
        if (!sandbox.stdout.write(line.repeat(1_024))) {
          await new Promise<void>((resolve) => sandbox.stdout.once("drain", () => resolve()));
        }
      }
      await guest.respond(requestIdOf(event), "null");
      await guest.next();
    };
    const { invoker, logs } = invokerFixture(context, { programs: [flood] });
    const disk = Promise.withResolvers<void>();
    logs.barrier = disk.promise;
    const invoked = invoker.invoke(invocation());
    await settle();
    await settle();
    const held = logs.lines.length;
    assert.ok(held > 8_000 && held < 12_000, `${held} lines before the disk was ready`);
    disk.resolve();
    await invoked;
    await settle();
    assert.equal(logs.lines.filter((text) => text.length === 1_023).length, 24 * 1_024);
    assert.match(logs.lines.at(-1) ?? "", /^REPORT/);
    assert.equal(logs.flushes, 3);
  });
});
