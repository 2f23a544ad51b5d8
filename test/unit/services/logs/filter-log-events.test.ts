import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type StartedLogs, createStream, startLogs } from "./start-logs.ts";

/** Six events over three streams, in turns. */
const writeInterleaved = ({ writer, nowMs }: StartedLogs): void => {
  writer.write("g", "a", [
    { timestampMs: nowMs, message: "a0" },
    { timestampMs: nowMs + 3, message: "a3" },
  ]);
  writer.write("g", "b", [
    { timestampMs: nowMs + 1, message: "b1" },
    { timestampMs: nowMs + 4, message: "b4" },
  ]);
  writer.write("g", "c/d", [
    { timestampMs: nowMs + 2, message: "c2" },
    { timestampMs: nowMs + 5, message: "c5" },
  ]);
};

const GROUP = { logGroupName: "g" };

describe("FilterLogEvents", () => {
  test("gives the events of all streams in one order", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const { events, searchedLogStreams } = await server.call("FilterLogEvents", GROUP);
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["a0", "b1", "c2", "a3", "b4", "c5"],
    );
    assert.deepEqual(searchedLogStreams, []);
    assert.equal(events?.[2]?.logStreamName, "c/d");
  });

  test("gives each event an id of its own, ordered by time", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const { events } = await server.call("FilterLogEvents", GROUP);
    const ids = events?.map(({ eventId }) => eventId ?? "") ?? [];
    assert.match(ids[0] ?? "", /^\d{56}$/);
    assert.equal(new Set(ids).size, 6);
    assert.deepEqual(ids.toSorted(), ids);
  });

  test("goes on page by page, with the same ids, until there is no token", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const first = await server.call("FilterLogEvents", { ...GROUP, limit: 4 });
    assert.deepEqual(
      first.events?.map(({ message }) => message),
      ["a0", "b1", "c2", "a3"],
    );
    const second = await server.call("FilterLogEvents", { ...GROUP, limit: 4, nextToken: first.nextToken });
    assert.deepEqual(
      second.events?.map(({ message }) => message),
      ["b4", "c5"],
    );
    assert.equal(second.nextToken, undefined);
  });

  test("goes backward when told not to start from the head", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const request = { ...GROUP, startFromHead: false, limit: 4 };
    const first = await server.call("FilterLogEvents", request);
    assert.deepEqual(
      first.events?.map(({ message }) => message),
      ["c5", "b4", "a3", "c2"],
    );
    const second = await server.call("FilterLogEvents", { ...GROUP, nextToken: first.nextToken });
    assert.deepEqual(
      second.events?.map(({ message }) => message),
      ["b1", "a0"],
    );
  });

  test("takes start and end time both as included", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const times = { startTime: server.nowMs + 1, endTime: server.nowMs + 3 };
    const { events } = await server.call("FilterLogEvents", { ...GROUP, ...times });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["b1", "c2", "a3"],
    );
  });

  test("searches streams by name or by prefix, but not both", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const named = await server.call("FilterLogEvents", { ...GROUP, logStreamNames: ["a", "b"] });
    assert.deepEqual(
      named.events?.map(({ message }) => message),
      ["a0", "b1", "a3", "b4"],
    );
    const prefixed = await server.call("FilterLogEvents", { ...GROUP, logStreamNamePrefix: "c/" });
    assert.deepEqual(
      prefixed.events?.map(({ message }) => message),
      ["c2", "c5"],
    );
    const both = { ...GROUP, logStreamNames: ["a"], logStreamNamePrefix: "b" };
    await assert.rejects(server.call("FilterLogEvents", both), { code: "InvalidParameterException" });
    await assert.rejects(server.call("FilterLogEvents", { ...GROUP, logStreamNames: ["none"] }), {
      code: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });

  test("gives what the pattern wants", async () => {
    await using server = await startLogs();
    writeInterleaved(server);
    const { events } = await server.call("FilterLogEvents", { ...GROUP, filterPattern: "?a3 ?c2" });
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["c2", "a3"],
    );
  });

  test("sees what was written just before", async () => {
    await using server = await startLogs();
    await createStream(server);
    server.writer.write("g", "s", [{ timestampMs: server.nowMs, message: "just now" }]);
    const { events } = await server.call("FilterLogEvents", GROUP);
    assert.deepEqual(
      events?.map(({ message }) => message),
      ["just now"],
    );
  });

  test("refuses a group that does not exist, a bad token and a bad pattern", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("FilterLogEvents", GROUP), { code: "ResourceNotFoundException" });
    await createStream(server);
    await assert.rejects(server.call("FilterLogEvents", { ...GROUP, nextToken: "x" }), {
      code: "InvalidParameterException",
      message: "The specified nextToken is invalid.",
    });
    await assert.rejects(server.call("FilterLogEvents", { ...GROUP, filterPattern: "{ $.a" }), {
      code: "InvalidParameterException",
      message: "Invalid filter pattern",
    });
  });
});
