import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createStream, messagesOf, startLogs } from "./start-logs.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STREAM = { logGroupName: "g", logStreamName: "s" };

describe("PutLogEvents", () => {
  test("keeps the events of a batch", async () => {
    await using server = await startLogs();
    await createStream(server);
    const logEvents = [
      { timestamp: server.nowMs, message: "one" },
      { timestamp: server.nowMs, message: "zwei 🐑" },
    ];
    const answer = await server.call("PutLogEvents", { ...STREAM, logEvents });
    assert.match(answer.nextSequenceToken ?? "", /^\d{56}$/);
    assert.equal(answer.rejectedLogEventsInfo, undefined);
    assert.deepEqual(await messagesOf(server), ["one", "zwei 🐑"]);
  });

  test("needs group and stream", async () => {
    await using server = await startLogs();
    const logEvents = [{ timestamp: server.nowMs, message: "one" }];
    await assert.rejects(server.call("PutLogEvents", { ...STREAM, logEvents }), {
      message: "The specified log group does not exist.",
    });
    await server.call("CreateLogGroup", { logGroupName: "g" });
    await assert.rejects(server.call("PutLogEvents", { ...STREAM, logEvents }), {
      message: "The specified log stream does not exist.",
    });
  });

  test("refuses a batch that is out of order", async () => {
    await using server = await startLogs();
    await createStream(server);
    const logEvents = [
      { timestamp: server.nowMs, message: "later" },
      { timestamp: server.nowMs - 1, message: "earlier" },
    ];
    await assert.rejects(server.call("PutLogEvents", { ...STREAM, logEvents }), {
      code: "InvalidParameterException",
      message: "Log events in a single PutLogEvents request must be in chronological order.",
    });
  });

  test("refuses a batch over more than a day", async () => {
    await using server = await startLogs();
    await createStream(server);
    const logEvents = [
      { timestamp: server.nowMs - DAY_MS - 1, message: "yesterday" },
      { timestamp: server.nowMs, message: "today" },
    ];
    await assert.rejects(server.call("PutLogEvents", { ...STREAM, logEvents }), {
      code: "InvalidParameterException",
      message: "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    });
  });

  test("refuses a batch of more than 1,048,576 bytes, 26 of them for each event", async () => {
    await using server = await startLogs();
    await createStream(server);
    const message = "x".repeat(524_288 - 26);
    const logEvents = [
      { timestamp: server.nowMs, message },
      { timestamp: server.nowMs, message },
    ];
    await server.call("PutLogEvents", { ...STREAM, logEvents });
    const oneMore = [...logEvents.slice(1), { timestamp: server.nowMs, message: `${message}x` }];
    await assert.rejects(server.call("PutLogEvents", { ...STREAM, logEvents: oneMore }), {
      code: "InvalidParameterException",
      message: "Upload too large: 1048577 bytes exceeds limit of 1048576",
    });
  });

  test("leaves out what is older than 14 days, and says up to where", async () => {
    await using server = await startLogs();
    await createStream(server);
    const edge = server.nowMs - 14 * DAY_MS;
    const logEvents = [
      { timestamp: edge - 1, message: "too old" },
      { timestamp: edge, message: "just not" },
    ];
    const { rejectedLogEventsInfo } = await server.call("PutLogEvents", { ...STREAM, logEvents });
    assert.deepEqual(rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1 });
    assert.deepEqual(await messagesOf(server), ["just not"]);
  });

  test("leaves out what is more than two hours ahead, and says from where", async () => {
    await using server = await startLogs();
    await createStream(server);
    const edge = server.nowMs + 2 * HOUR_MS;
    const logEvents = [
      { timestamp: edge, message: "just not" },
      { timestamp: edge + 1, message: "too new" },
    ];
    const { rejectedLogEventsInfo } = await server.call("PutLogEvents", { ...STREAM, logEvents });
    assert.deepEqual(rejectedLogEventsInfo, { tooNewLogEventStartIndex: 1 });
    assert.deepEqual(await messagesOf(server), ["just not"]);
  });

  test("leaves out what the group's retention has expired", async () => {
    await using server = await startLogs();
    await createStream(server);
    await server.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 1 });
    const logEvents = [
      { timestamp: server.nowMs - DAY_MS - 1, message: "expired" },
      { timestamp: server.nowMs - DAY_MS, message: "just not" },
    ];
    const { rejectedLogEventsInfo } = await server.call("PutLogEvents", { ...STREAM, logEvents });
    assert.deepEqual(rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 });
    assert.deepEqual(await messagesOf(server), ["just not"]);
  });
});
