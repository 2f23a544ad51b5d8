import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../src/aws/service-exception.ts";
import type { HeaderValue } from "../../src/protocol/event-stream/headers.ts";
import { encodeMessage, readMessages } from "../../src/protocol/event-stream/message.ts";
import { restJson } from "../../src/protocol/rest/rest-json.ts";
import { collect } from "./support/collect.ts";
import { toWireRequest } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const protocol = restJson(conformanceModel({ protocol: "rest-json" }));

/** Headers as text, for comparison. */
const written = async (events: AsyncIterable<object>) => {
  const { body, headers } = protocol.serialize("Events", { Stream: events }, "request-1");
  assert.equal(headers["Content-Type"], "application/vnd.amazon.eventstream");
  const messages = await collect(readMessages(body as AsyncIterable<Uint8Array>));
  return messages.map(({ headers, payload }) => [
    Object.fromEntries([...headers].map(([name, { value }]) => [name, value])),
    Buffer.from(payload).toString(),
  ]);
};

const read = async (...chunks: readonly Uint8Array[]) => {
  const request = { ...toWireRequest({ path: "/events" }), body: from(chunks) };
  const route = protocol.route(request) ?? assert.fail("no route");
  const { Stream } = protocol.parse(route, request) as { readonly Stream: AsyncIterable<object> };
  return collect(Stream);
};

const string = (value: string) => ({ type: "string", value }) as const;

const chunk = encodeMessage({
  headers: new Map<string, HeaderValue>([
    [":event-type", string("Chunk")],
    ["Index", { type: "integer", value: 3 }],
  ]),
  payload: Buffer.from([1, 2]),
});

describe("an event stream as output", () => {
  test("carries a payload, headers and a document, each event under its type", async () => {
    const events = from([{ Chunk: { Bytes: Buffer.from("bytes"), Index: 3 } }, { Done: { Reason: "end" } }]);
    assert.deepEqual(await written(events), [
      [
        { ":message-type": "event", ":event-type": "Chunk", ":content-type": "application/octet-stream", Index: 3 },
        "bytes",
      ],
      [{ ":message-type": "event", ":event-type": "Done", ":content-type": "application/json" }, '{"Reason":"end"}'],
    ]);
  });

  test("ends in a modelled error", async () => {
    const events = from([], new ServiceException({ code: "Broken", statusCode: 500, message: "oh" }));
    assert.deepEqual(await written(events), [
      [
        { ":message-type": "exception", ":exception-type": "Broken", ":content-type": "application/json" },
        '{"message":"oh"}',
      ],
    ]);
  });

  test("ends in an error that its model does not know", async () => {
    const events = from([], new ServiceException({ code: "Other", statusCode: 500, message: "oh" }));
    assert.deepEqual(await written(events), [
      [{ ":message-type": "error", ":error-code": "Other", ":error-message": "oh" }, ""],
    ]);
  });

  test("breaks off for a bug", async () => {
    await assert.rejects(written(from([], new TypeError("bug"))), TypeError);
  });
});

describe("an event stream as input", () => {
  test("is announced, so that its body is not gathered", () => {
    assert.ok(protocol.streamsInput("Events"));
    assert.ok(!protocol.streamsInput("Echo"));
  });

  test("is read event by event, unknown ones left out", async () => {
    const unknown = encodeMessage({ headers: new Map([[":event-type", string("Other")]]), payload: Buffer.from("x") });
    const done = encodeMessage({
      headers: new Map([[":event-type", string("Done")]]),
      payload: Buffer.from('{"Reason":"end"}'),
    });
    assert.deepEqual(await read(chunk, unknown, done), [
      { Chunk: { Bytes: Buffer.from([1, 2]), Index: 3 } },
      { Done: { Reason: "end" } },
    ]);
  });

  test("is taken out of its signed wrapping and ends with the empty one", async () => {
    const signature = new Map([[":chunk-signature", { type: "bytes", value: Buffer.alloc(32) }]] as const);
    const wrapped = encodeMessage({ headers: signature, payload: chunk });
    const last = encodeMessage({ headers: signature, payload: new Uint8Array() });
    assert.deepEqual(await read(wrapped, last, chunk), [{ Chunk: { Bytes: Buffer.from([1, 2]), Index: 3 } }]);
  });

  test("is refused where it is broken", async () => {
    await assert.rejects(read(chunk.subarray(0, 20)), (error) => {
      assert.ok(error instanceof ServiceException);
      assert.equal(error.code, "SerializationException");
      return true;
    });
  });

  test("is refused where a header has another type", async () => {
    const wrong = encodeMessage({
      headers: new Map([
        [":event-type", string("Chunk")],
        ["Index", string("three")],
      ]),
      payload: new Uint8Array(),
    });
    await assert.rejects(read(wrong), { message: "The event header Index is a string and no integer" });
  });
});

// oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
async function* from<Element>(elements: readonly Element[], error?: Error): AsyncGenerator<Element> {
  yield* elements;
  if (error !== undefined) throw error;
}
