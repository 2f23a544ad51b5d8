import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HeaderValue } from "../../../../src/protocol/event-stream/headers.ts";
import { decodeMessage, encodeMessage, readMessages } from "../../../../src/protocol/event-stream/message.ts";
import { MalformedInput } from "../../../../src/protocol/malformed-input.ts";
import { collect } from "../../../protocol/support/collect.ts";

const ALL_TYPES = new Map<string, HeaderValue>([
  ["yes", { type: "boolean", value: true }],
  ["no", { type: "boolean", value: false }],
  ["byte", { type: "byte", value: -5 }],
  ["short", { type: "short", value: -500 }],
  ["integer", { type: "integer", value: 40_972 }],
  ["long", { type: "long", value: 2n ** 60n }],
  ["bytes", { type: "bytes", value: Buffer.from([0, 255]) }],
  ["string", { type: "string", value: "é" }],
  ["timestamp", { type: "timestamp", value: new Date(8_675_309) }],
  ["uuid", { type: "uuid", value: "01020304-0506-0708-090a-0b0c0d0e0f10" }],
]);

const message = encodeMessage({ headers: ALL_TYPES, payload: Buffer.from("payload") });

/** The empty message and the one with a single header, as AWS's own test vectors have them. */
const EMPTY = "000000100000000005c248eb7d98c8ff";
const INT32_HEADER = "0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0";

describe("an event message", () => {
  test("is written as the published vectors have it", () => {
    const empty = encodeMessage({ headers: new Map(), payload: new Uint8Array() });
    assert.equal(Buffer.from(empty).toString("hex"), EMPTY);
    const withHeader = encodeMessage({
      headers: new Map([["event-type", { type: "integer", value: 40_972 }]]),
      payload: Buffer.from("{'foo':'bar'}"),
    });
    assert.equal(Buffer.from(withHeader).toString("hex"), INT32_HEADER);
  });

  test("keeps headers of every type and the payload", () => {
    const decoded = decodeMessage(message);
    assert.deepEqual(decoded.headers, ALL_TYPES);
    assert.equal(Buffer.from(decoded.payload).toString(), "payload");
  });

  test("is refused when a bit of it changed", () => {
    assert.throws(() => decodeMessage(flipped(message, 0)), /wrong prelude checksum/);
    assert.throws(() => decodeMessage(flipped(message, 20)), /wrong checksum/);
    assert.throws(() => decodeMessage(message.subarray(0, -1)), MalformedInput);
  });
});

describe("readMessages", () => {
  test("finds messages however the bytes are chunked", async () => {
    const bytes = Buffer.concat([message, message]);
    const messages = await collect(readMessages(chunksOf(bytes, 7)));
    assert.equal(messages.length, 2);
    assert.deepEqual(messages[1]?.headers, ALL_TYPES);
  });

  test("refuses a stream that ends within a message", async () => {
    await assert.rejects(collect(readMessages(chunksOf(message.subarray(0, 30), 7))), MalformedInput);
  });
});

const flipped = (bytes: Uint8Array, index: number): Uint8Array => {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
};

// oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}
