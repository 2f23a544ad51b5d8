import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, AnswerReader } from "../../../../bench/load/answer-reader.ts";

const PLAIN = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
const CHUNKED = Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");

const readByteByByte = (bytes: Buffer): readonly (Answer | undefined)[] => {
  const reader = new AnswerReader();
  return Array.from(bytes, (_, index) => reader.read(bytes.subarray(index, index + 1)));
};

describe("AnswerReader", () => {
  test("tells status, length and beginning of an answer", () => {
    const answer = new AnswerReader().read(PLAIN);
    assert.equal(answer?.status, 200);
    assert.equal(answer.bodyBytes, 5);
    assert.equal(answer.start, "hello");
    assert.equal(answer.closes, false);
  });

  test("waits for the last byte, however the others arrive", () => {
    const answers = readByteByByte(PLAIN);
    assert.equal(answers.at(-1)?.bodyBytes, 5);
    assert.deepEqual(answers.slice(0, -1), Array.from({ length: PLAIN.length - 1 }));
  });

  test("counts what is in chunks, not their framing", () => {
    const answer = new AnswerReader().read(CHUNKED);
    assert.equal(answer?.bodyBytes, 5);
    assert.equal(answer.start, "hel");
  });

  test("waits for the end of the last chunk, however the others arrive", () => {
    const answers = readByteByByte(CHUNKED);
    assert.equal(answers.at(-1)?.bodyBytes, 5);
    assert.deepEqual(answers.slice(0, -1), Array.from({ length: CHUNKED.length - 1 }));
  });

  test("reads one answer after the other", () => {
    const reader = new AnswerReader();
    reader.read(CHUNKED);
    assert.equal(reader.read(PLAIN)?.bodyBytes, 5);
    assert.equal(reader.read(Buffer.from("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"))?.status, 204);
  });

  test("sees that the server closes the connection", () => {
    const answer = new AnswerReader().read(
      Buffer.from("HTTP/1.1 429 Too Many\r\nConnection: close\r\ncontent-length: 0\r\n\r\n"),
    );
    assert.equal(answer?.closes, true);
  });

  test("refuses an answer whose end nothing tells", () => {
    assert.throws(() => new AnswerReader().read(Buffer.from("HTTP/1.1 200 OK\r\n\r\n")), /without a length/);
  });
});
