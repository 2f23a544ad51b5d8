import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../src/base/log.ts";
import { BufferedLogWriter } from "../../../../src/services/logs/buffered-log-writer.ts";
import type { FailedBatch, StreamBatch } from "../../../../src/services/logs/journal.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

/** Keeps what it is given, and fails while told to. */
class FakeJournal {
  readonly written: StreamBatch[] = [];
  failsWith: Error | undefined;

  appendCreating(batches: readonly StreamBatch[]): Promise<readonly FailedBatch[]> {
    const error = this.failsWith;
    if (error !== undefined) return Promise.resolve(batches.map((batch) => ({ batch, error })));
    this.written.push(...batches);
    return Promise.resolve([]);
  }

  get messages(): readonly string[] {
    return this.written.flatMap(({ events }) => events.map(({ message }) => message));
  }
}

const start = ({ maxPendingBytes = 1_000_000 } = {}) => {
  const journal = new FakeJournal();
  const clock = new FakeClock();
  return { journal, clock, writer: new BufferedLogWriter(journal, clock, silentLogger, maxPendingBytes) };
};

const event = (message: string, timestampMs = 1) => ({ timestampMs, message });

describe("BufferedLogWriter", () => {
  test("gathers events for 200 ms and writes one batch a stream", async () => {
    const { journal, clock, writer } = start();
    writer.write("g", "s", [event("one")]);
    writer.write("g", "s", [event("two")]);
    writer.write("g", "t", [event("three")]);
    await clock.advance(199);
    assert.equal(journal.written.length, 0);
    await clock.advance(1);
    assert.deepEqual(
      journal.written.map(({ logGroupName, logStreamName, events }) => [
        logGroupName,
        logStreamName,
        events.map(({ message }) => message),
      ]),
      [
        ["g", "s", ["one", "two"]],
        ["g", "t", ["three"]],
      ],
    );
  });

  test("does not wait once a megabyte is gathered", async () => {
    const { journal, writer } = start({ maxPendingBytes: 10_000_000 });
    writer.write(
      "g",
      "s",
      Array.from({ length: 11 }, () => event("x".repeat(100_000))),
    );
    await writer.flush();
    assert.equal(journal.messages.length, 11);
    assert.equal(journal.written.length, 2);
  });

  test("has written everything when a flush resolves, and leaves no timer", async () => {
    const { journal, clock, writer } = start();
    writer.write("g", "s", [event("one")]);
    await writer.flush();
    assert.deepEqual(journal.messages, ["one"]);
    assert.equal(clock.pending, 0);
  });

  test("brings events of one stream into the order of their times", async () => {
    const { journal, writer } = start();
    writer.write("g", "s", [event("second", 2), event("first", 1), event("third", 2)]);
    await writer.flush();
    assert.deepEqual(journal.messages, ["first", "second", "third"]);
  });

  test("cuts a message of more than 256 KiB, never inside a character", async () => {
    const { journal, writer } = start();
    const message = "x".repeat(256 * 1024 - 1) + "éy";
    writer.write("g", "s", [event(message)]);
    await writer.flush();
    assert.deepEqual(
      journal.messages.map((piece) => Buffer.byteLength(piece)),
      [256 * 1024 - 1, 3],
    );
    assert.equal(journal.messages.join(""), message);
  });

  test("keeps events in order while the disk fails, and writes them when it works again", async () => {
    const { journal, clock, writer } = start();
    journal.failsWith = new Error("ENOSPC");
    writer.write("g", "s", [event("one")]);
    await clock.advance(200);
    writer.write("g", "s", [event("two")]);
    await clock.advance(999);
    journal.failsWith = undefined;
    assert.deepEqual(journal.messages, []);
    await clock.advance(1);
    assert.deepEqual(journal.messages, ["one", "two"]);
  });

  test("does not hold up readers while the disk fails", async () => {
    const { journal, writer } = start();
    journal.failsWith = new Error("ENOSPC");
    writer.write("g", "s", [event("one")]);
    await writer.flush();
    assert.deepEqual(journal.messages, []);
  });

  test("drops events that find no room, and says how many in their place", async () => {
    const { journal, clock, writer } = start({ maxPendingBytes: 60 });
    journal.failsWith = new Error("ENOSPC");
    writer.write("g", "s", [event("one"), event("two"), event("three"), event("four")]);
    await clock.advance(200);
    journal.failsWith = undefined;
    await clock.advance(1_000);
    assert.deepEqual(journal.messages, [
      "one",
      "two",
      "[lambkin] 2 log events were dropped here: the disk was full or too slow.",
    ]);
    writer.write("g", "s", [event("five")]);
    await writer.flush();
    assert.equal(journal.messages.at(-1), "five");
  });

  test("writes what is left when it is closed, and takes nothing after that", async () => {
    const { journal, clock, writer } = start();
    writer.write("g", "s", [event("one")]);
    await writer[Symbol.asyncDispose]();
    writer.write("g", "s", [event("two")]);
    await clock.advance(10_000);
    assert.deepEqual(journal.messages, ["one"]);
    assert.equal(clock.pending, 0);
  });
});
