import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineSplitter, MAX_EVENT_BYTES } from "../../../../../src/services/lambda/invoke/line-splitter.ts";

describe("LineSplitter", () => {
  test("makes an event of each line", () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from("one\ntwo\n")), ["one", "two"]);
  });

  test("keeps empty lines", () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from("one\n\ntwo\n")), ["one", "", "two"]);
  });

  test("puts together a line that comes in pieces", () => {
    const splitter = new LineSplitter();
    assert.deepEqual(splitter.push(Buffer.from("hel")), []);
    assert.deepEqual(splitter.push(Buffer.from("lo\nwor")), ["hello"]);
    assert.deepEqual(splitter.flush(), ["wor"]);
    assert.deepEqual(splitter.flush(), []);
  });

  test("puts together a character that comes in pieces", () => {
    const splitter = new LineSplitter();
    const bytes = Buffer.from("grün\n");
    splitter.push(bytes.subarray(0, 3));
    assert.deepEqual(splitter.push(bytes.subarray(3)), ["grün"]);
  });

  test("replaces what is no UTF-8", () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from([0x61, 0xff, 0x62, 0x0a])), ["a\ufffdb"]);
  });

  test("takes carriage returns for line feeds within one event", () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from("Error: no\r    at f\r    at g\n")), [
      "Error: no\n    at f\n    at g",
    ]);
  });

  test("takes a line end of Windows for what it is", () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from("one\r\ntwo\r\n")), ["one", "two"]);
  });

  test("takes a line of exactly one event", () => {
    const line = "x".repeat(MAX_EVENT_BYTES);
    assert.deepEqual(new LineSplitter().push(Buffer.from(`${line}\n`)), [line]);
  });

  test("cuts a longer line into several events", () => {
    const line = "x".repeat(MAX_EVENT_BYTES * 2 + 1);
    const lines = new LineSplitter().push(Buffer.from(`${line}\nnext\n`));
    assert.deepEqual(
      lines.map((piece) => piece.length),
      [MAX_EVENT_BYTES, MAX_EVENT_BYTES, 1, 4],
    );
  });

  test("cuts between characters", () => {
    const [first, second] = new LineSplitter().push(Buffer.from(`${"x".repeat(MAX_EVENT_BYTES - 1)}€uro\n`));
    assert.equal(first, "x".repeat(MAX_EVENT_BYTES - 1));
    assert.equal(second, "€uro");
  });

  test("holds back no more than one event of a line without end", () => {
    const splitter = new LineSplitter();
    const lines = Array.from({ length: 100 }, () => splitter.push(Buffer.alloc(10_000, "x"))).flat();
    assert.equal(lines.length, 3);
    assert.equal(lines.join("").length + (splitter.flush()[0]?.length ?? 0), 1_000_000);
  });
});
