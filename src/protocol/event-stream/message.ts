import { crc32 } from "node:zlib";
import { MalformedInput } from "../malformed-input.ts";
import { decodeHeaders, encodeHeaders, type EventHeaders } from "./headers.ts";

/**
 * One message of an event stream:
 * total length, length of headers, checksum of these two, headers, payload, checksum of all before it.
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export interface EventMessage {
  readonly headers: EventHeaders;
  readonly payload: Uint8Array;
}

/** Content type of a body that is a sequence of messages. */
export const EVENT_STREAM_TYPE = "application/vnd.amazon.eventstream";

const PRELUDE_BYTES = 12;
const OVERHEAD_BYTES = PRELUDE_BYTES + 4;

/** AWS's own limit of a whole message. */
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024;

/** Writes lengths and checksums around headers and payload. @throws RangeError for a header too long for its field */
export const encodeMessage = ({ headers, payload }: EventMessage): Uint8Array => {
  const encodedHeaders = encodeHeaders(headers);
  const message = Buffer.alloc(OVERHEAD_BYTES + encodedHeaders.byteLength + payload.byteLength);
  message.writeUInt32BE(message.byteLength, 0);
  message.writeUInt32BE(encodedHeaders.byteLength, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(encodedHeaders, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + encodedHeaders.byteLength);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.byteLength - 4);
  return message;
};

/**
 * Reads one message that fills the bytes.
 * @throws MalformedInput for wrong lengths and checksums
 */
export const decodeMessage = (bytes: Uint8Array): EventMessage => {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = messageLength(message);
  if (length !== message.byteLength) throw new MalformedInput("The event message has a wrong length");
  if (crc32(message.subarray(0, -4)) !== message.readUInt32BE(length - 4)) {
    throw new MalformedInput("The event message has a wrong checksum");
  }
  const headersEnd = PRELUDE_BYTES + message.readUInt32BE(4);
  if (headersEnd > length - 4) throw new MalformedInput("The event's headers end too early");
  return {
    headers: decodeHeaders(message.subarray(PRELUDE_BYTES, headersEnd)),
    payload: message.subarray(headersEnd, -4),
  };
};

/** Length of the message that begins here, once its prelude has proved true. */
const messageLength = (bytes: Buffer): number => {
  if (bytes.byteLength < PRELUDE_BYTES) throw new MalformedInput("The event message ends too early");
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) {
    throw new MalformedInput("The event message has a wrong prelude checksum");
  }
  const length = bytes.readUInt32BE(0);
  if (length < OVERHEAD_BYTES || length > MAX_MESSAGE_BYTES) {
    throw new MalformedInput("The event message has an impossible length");
  }
  return length;
};

/**
 * Cuts a stream of bytes into messages, however it is chunked.
 * @throws MalformedInput also when the stream ends within a message
 */
export async function* readMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<EventMessage> {
  let pending = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = pending.byteLength === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    while (pending.byteLength >= PRELUDE_BYTES) {
      const length = messageLength(pending);
      if (pending.byteLength < length) break;
      yield decodeMessage(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  }
  if (pending.byteLength > 0) throw new MalformedInput("The event stream ends within a message");
}
