import assert from "node:assert/strict";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { createStream, messagesOf, putMessages, type StartedLogs, startLogs } from "./start-logs.ts";

const DAY_MS = 86_400_000;

/** The directory of the one stream there is. */
const streamDirectory = ({ segments }: { readonly segments: string }): string => {
  const group = join(segments, readdirSync(segments)[0] ?? "");
  return join(group, readdirSync(group)[0] ?? "");
};

const lastEventTime = async ({ call }: StartedLogs): Promise<number | undefined> => {
  const { logStreams } = await call("DescribeLogStreams", { logGroupName: "g" });
  return logStreams?.[0]?.lastEventTimestamp;
};

/** Leaves two homes: one of a server that still runs, and one as a kill at this moment would have left it. */
const killedAfter = async (work: (server: StartedLogs) => Promise<void>, killedHome: string): Promise<void> => {
  using home = temporaryDirectory();
  await using server = await startLogs({ directory: home.path });
  await work(server);
  cpSync(home.path, killedHome, { recursive: true });
};

describe("log segments", () => {
  test("hold their events over a restart", async () => {
    using home = temporaryDirectory();
    const write = async () => {
      await using server = await startLogs({ directory: home.path });
      await createStream(server);
      await putMessages(server, ["one", "two"]);
    };
    await write();
    await using server = await startLogs({ directory: home.path });
    assert.deepEqual(await messagesOf(server), ["one", "two"]);
    await putMessages(server, ["three"]);
    assert.deepEqual(await messagesOf(server), ["one", "three", "two"]);
  });

  test("of a killed server show everything that was written, and the figures are mended", async () => {
    using home = temporaryDirectory();
    await killedAfter(async (server) => {
      await createStream(server);
      await putMessages(server, ["one", "two"]);
    }, home.path);
    await using server = await startLogs({ directory: home.path });
    assert.equal(await lastEventTime(server), server.nowMs + 1);
    assert.deepEqual(await messagesOf(server), ["one", "two"]);
  });

  test("lose only the batch that a kill tore, and take new ones after it", async () => {
    using home = temporaryDirectory();
    await killedAfter(async (server) => {
      await createStream(server);
      await putMessages(server, ["whole"]);
      await putMessages(server, ["torn"]);
    }, home.path);
    const segment = join(streamDirectory({ segments: join(home.path, "logs") }), "00000001.log");
    truncateSync(segment, readFileSync(segment).length - 1);
    await using server = await startLogs({ directory: home.path });
    assert.deepEqual(await messagesOf(server), ["whole"]);
    await putMessages(server, ["after"]);
    assert.deepEqual(await messagesOf(server), ["whole", "after"]);
  });

  test("ignore bytes at their end that are no batch", async () => {
    using home = temporaryDirectory();
    await killedAfter(async (server) => {
      await createStream(server);
      await putMessages(server, ["whole"]);
    }, home.path);
    const segment = join(streamDirectory({ segments: join(home.path, "logs") }), "00000001.log");
    appendFileSync(segment, Buffer.alloc(100_000, 0xff));
    await using server = await startLogs({ directory: home.path });
    assert.deepEqual(await messagesOf(server), ["whole"]);
    await putMessages(server, ["after"]);
    assert.deepEqual(await messagesOf(server), ["whole", "after"]);
  });

  test("begin anew after a day, the old one with its index", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["old"]);
    await server.clock.advance(DAY_MS + 1);
    await server.call("PutLogEvents", {
      logGroupName: "g",
      logStreamName: "s",
      logEvents: [{ timestamp: server.clock.nowMs(), message: "new" }],
    });
    assert.deepEqual(readdirSync(streamDirectory(server)), ["00000001.index", "00000001.log", "00000002.log"]);
    assert.deepEqual(await messagesOf(server), ["old", "new"]);
  });

  test("are read without their index when it is torn", async () => {
    using home = temporaryDirectory();
    const write = async () => {
      await using server = await startLogs({ directory: home.path });
      await createStream(server);
      await putMessages(server, ["old"]);
      await server.clock.advance(DAY_MS + 1);
      const logEvents = [{ timestamp: server.clock.nowMs(), message: "new" }];
      await server.call("PutLogEvents", { logGroupName: "g", logStreamName: "s", logEvents });
      writeFileSync(join(streamDirectory(server), "00000001.index"), "[{");
    };
    await write();
    await using server = await startLogs({ directory: home.path });
    assert.deepEqual(await messagesOf(server), ["old", "new"]);
  });

  test("are removed once all their events have expired", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["old"]);
    await server.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 3 });
    await server.clock.advance(2 * DAY_MS);
    const logEvents = [{ timestamp: server.clock.nowMs(), message: "new" }];
    await server.call("PutLogEvents", { logGroupName: "g", logStreamName: "s", logEvents });
    const directory = streamDirectory(server);
    assert.equal(existsSync(join(directory, "00000001.log")), true);
    await server.clock.advance(1.5 * DAY_MS);
    await server.call("DescribeLogGroups", {});
    assert.deepEqual(readdirSync(directory), ["00000002.log"]);
    assert.deepEqual(await messagesOf(server), ["new"]);
  });

  test("of groups and streams that are no more are removed at the next start", async () => {
    using home = temporaryDirectory();
    mkdirSync(join(home.path, "logs", "0123456789abcdef", "fedcba9876543210"), { recursive: true });
    await using server = await startLogs({ directory: home.path });
    await createStream(server);
    await putMessages(server, ["one"]);
    assert.equal(readdirSync(server.segments).includes("0123456789abcdef"), false);
    assert.deepEqual(await messagesOf(server), ["one"]);
  });

  test("are read block by block over many batches", async () => {
    await using server = await startLogs();
    const line = "x".repeat(20_000);
    await createStream(server);
    await putMessages(server, [`1${line}`, `2${line}`, `3${line}`, `4${line}`]);
    await putMessages(server, [`5${line}`, `6${line}`, `7${line}`, `8${line}`]);
    await putMessages(server, [`9${line}`]);
    const starts = (await messagesOf(server)).map((message) => message?.slice(0, 1));
    assert.deepEqual(starts, ["1", "5", "9", "2", "6", "3", "7", "4", "8"]);
  });
});

describe("function output", () => {
  test("makes its group and stream, and is read at once", async () => {
    await using server = await startLogs();
    server.writer.write("g", "s", [{ timestampMs: server.nowMs, message: "one" }]);
    assert.deepEqual(await messagesOf(server), ["one"]);
  });

  test("makes them again when they were deleted meanwhile", async () => {
    await using server = await startLogs();
    server.writer.write("g", "s", [{ timestampMs: server.nowMs, message: "one" }]);
    await server.call("DeleteLogGroup", { logGroupName: "g" });
    server.writer.write("g", "s", [{ timestampMs: server.nowMs, message: "two" }]);
    assert.deepEqual(await messagesOf(server), ["two"]);
  });
});
