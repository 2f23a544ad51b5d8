import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createStream, putMessages, startLogs } from "./start-logs.ts";

const STREAM = { logGroupName: "g", logStreamName: "s" };
const FROM_HEAD = { ...STREAM, startFromHead: true };

describe("GetLogEvents", () => {
  test("gives the latest events in order unless told to start from the head", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two", "three"]);
    const { events } = await server.call("GetLogEvents", { ...STREAM, limit: 2 });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["two", "three"],
    );
    assert.deepEqual(events?.[0], { timestamp: server.nowMs + 1, message: "two", ingestionTime: server.nowMs });
    const head = await server.call("GetLogEvents", { ...FROM_HEAD, limit: 2 });
    assert.deepEqual(
      head.events?.map(({ message }) => message),
      ["one", "two"],
    );
  });

  test("goes forward by nextForwardToken, and gives the same token back at the end", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two", "three"]);
    const first = await server.call("GetLogEvents", { ...FROM_HEAD, limit: 2 });
    assert.match(first.nextForwardToken ?? "", /^f\/\d{56}$/);
    const second = await server.call("GetLogEvents", { ...FROM_HEAD, nextToken: first.nextForwardToken });
    assert.deepEqual(
      second.events?.map(({ message }) => message),
      ["three"],
    );
    const end = await server.call("GetLogEvents", { ...FROM_HEAD, nextToken: second.nextForwardToken });
    assert.deepEqual(end.events, []);
    assert.equal(end.nextForwardToken, second.nextForwardToken);
  });

  test("finds what was written after the end with the token of the end", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one"]);
    const { nextForwardToken } = await server.call("GetLogEvents", FROM_HEAD);
    await putMessages(server, ["same millisecond", "later"]);
    const { events } = await server.call("GetLogEvents", { ...FROM_HEAD, nextToken: nextForwardToken });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["same millisecond", "later"],
    );
  });

  test("goes backward by nextBackwardToken, and gives the same token back at the head", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two", "three"]);
    const last = await server.call("GetLogEvents", { ...STREAM, limit: 2 });
    assert.match(last.nextBackwardToken ?? "", /^b\/\d{56}$/);
    const before = await server.call("GetLogEvents", { ...STREAM, nextToken: last.nextBackwardToken });
    assert.deepEqual(
      before.events?.map(({ message }) => message),
      ["one"],
    );
    const head = await server.call("GetLogEvents", { ...STREAM, nextToken: before.nextBackwardToken });
    assert.deepEqual(head.events, []);
    assert.equal(head.nextBackwardToken, before.nextBackwardToken);
  });

  test("turns round from one token to the other", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two", "three"]);
    const first = await server.call("GetLogEvents", { ...FROM_HEAD, limit: 1 });
    const second = await server.call("GetLogEvents", { ...FROM_HEAD, limit: 1, nextToken: first.nextForwardToken });
    const back = await server.call("GetLogEvents", { ...FROM_HEAD, limit: 1, nextToken: second.nextBackwardToken });
    assert.deepEqual(
      back.events?.map(({ message }) => message),
      ["one"],
    );
    const forth = await server.call("GetLogEvents", { ...STREAM, limit: 1, nextToken: back.nextForwardToken });
    assert.deepEqual(
      forth.events?.map(({ message }) => message),
      ["two"],
    );
  });

  test("gives tokens for an empty stream that find its first event", async () => {
    await using server = await startLogs();
    await createStream(server);
    const empty = await server.call("GetLogEvents", STREAM);
    assert.deepEqual(empty.events, []);
    await putMessages(server, ["one"]);
    const { events } = await server.call("GetLogEvents", { ...STREAM, nextToken: empty.nextForwardToken });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["one"],
    );
  });

  test("takes the start time as included and the end time as not", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two", "three"]);
    const times = { startTime: server.nowMs + 1, endTime: server.nowMs + 2 };
    const { events } = await server.call("GetLogEvents", { ...STREAM, ...times });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["two"],
    );
  });

  test("orders events of batches that came in the wrong order", async () => {
    await using server = await startLogs();
    await createStream(server);
    const put = (timestamp: number, message: string) =>
      server.call("PutLogEvents", { ...STREAM, logEvents: [{ timestamp, message }] });
    await put(server.nowMs + 2, "third");
    await put(server.nowMs, "first");
    await put(server.nowMs + 1, "second");
    const forward = await server.call("GetLogEvents", FROM_HEAD);
    assert.deepEqual(
      forward.events?.map(({ message }) => message),
      ["first", "second", "third"],
    );
    const backward = await server.call("GetLogEvents", { ...STREAM, limit: 2 });
    assert.deepEqual(
      backward.events?.map(({ message }) => message),
      ["second", "third"],
    );
  });

  test("fills a page with a megabyte at most", async () => {
    await using server = await startLogs();
    await createStream(server);
    const long = "x".repeat(400_000);
    await putMessages(server, [`1${long}`, `2${long}`]);
    await putMessages(server, [`3${long}`, `4${long}`]);
    const first = await server.call("GetLogEvents", FROM_HEAD);
    assert.equal(first.events?.length, 2);
    const second = await server.call("GetLogEvents", { ...FROM_HEAD, nextToken: first.nextForwardToken });
    assert.equal(second.events?.length, 2);
  });

  test("gives no expired events, whether their segments are gone or not", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two"]);
    await server.call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 1 });
    await server.clock.advance(86_400_001);
    const { events } = await server.call("GetLogEvents", FROM_HEAD);
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["two"],
    );
  });

  test("refuses a token of its own making", async () => {
    await using server = await startLogs();
    await createStream(server);
    await assert.rejects(server.call("GetLogEvents", { ...STREAM, nextToken: "x" }), {
      code: "InvalidParameterException",
      message: "The specified nextToken is invalid.",
    });
  });
});
