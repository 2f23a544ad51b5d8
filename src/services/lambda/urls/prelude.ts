import type { HttpAnswerSource } from "./http-answer.ts";

/** The type by which a runtime says that a prelude comes before the body. */
export const HTTP_INTEGRATION = "application/vnd.awslambda.http-integration-response";

/** Between the prelude, status and headers in JSON, and the body. */
export const PRELUDE_END: Uint8Array = new Uint8Array(8);

/** Longest prelude that is waited for. No AWS figure is known; HTTP clients take far less. */
const MAX_PRELUDE_BYTES = 1_048_576;

/** @returns undefined for what is no JSON object */
export const parsePrelude = (bytes: Uint8Array): HttpAnswerSource | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads the prelude off a response that is being written.
 * @returns what it says, and the body behind it, to be read once; undefined when there is none
 */
export const takePrelude = async (
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly source: HttpAnswerSource; readonly body: AsyncIterable<Uint8Array> } | undefined> => {
  const iterator = chunks[Symbol.asyncIterator]();
  const read = await readPrelude(iterator);
  const source = read && parsePrelude(read.prelude);
  if (read !== undefined && source !== undefined) return { source, body: bodyOf(read.rest, iterator) };
  await iterator.return?.();
  return undefined;
};

/** @returns undefined when there is no end of a prelude, or not soon enough */
const readPrelude = async (
  iterator: AsyncIterator<Uint8Array>,
): Promise<{ readonly prelude: Uint8Array; readonly rest: Uint8Array } | undefined> => {
  let buffer = Buffer.alloc(4_096);
  let length = 0;
  while (length <= MAX_PRELUDE_BYTES) {
    const next = await iterator.next();
    if (next.done === true) return undefined;
    const total = length + next.value.byteLength;
    // By doubling: many short pieces are not copied over and over again.
    if (total > buffer.length) buffer = Buffer.concat([buffer.subarray(0, length)], total * 2);
    buffer.set(next.value, length);
    const searchFrom = Math.max(length - PRELUDE_END.byteLength + 1, 0);
    const end = buffer.subarray(0, total).indexOf(PRELUDE_END, searchFrom);
    if (end >= 0) {
      return { prelude: buffer.subarray(0, end), rest: buffer.subarray(end + PRELUDE_END.byteLength, total) };
    }
    length = total;
  }
  return undefined;
};

async function* bodyOf(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (first.byteLength > 0) yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
