import type { WireRequest } from "./contract.ts";

/** The body of a request whose operation does not stream; the listener has gathered it. */
export const wholeBody = ({ body }: Pick<WireRequest, "body">): Uint8Array => {
  if (body instanceof Uint8Array) return body;
  throw new TypeError("the body of an operation that does not stream must be whole");
};

/** The body of a request as a stream, whether or not the listener has gathered it. */
export const streamedBody = ({ body }: Pick<WireRequest, "body">): AsyncIterable<Uint8Array> =>
  body instanceof Uint8Array ? oneChunk(body) : body;

// oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  if (body.byteLength > 0) yield body;
}

const utf8 = new TextDecoder();

/** Text of a body whose bytes nobody vouches for: what is no UTF-8 becomes U+FFFD. */
export const textOf = (body: Uint8Array): string => utf8.decode(body);
