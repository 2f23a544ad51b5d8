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
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(PRELUDE_END);
    const source = end < 0 ? undefined : parsePrelude(read.subarray(0, end));
    if (source !== undefined) return { source, body: bodyOf(read.subarray(end + PRELUDE_END.byteLength), iterator) };
    const next = end < 0 && read.length <= MAX_PRELUDE_BYTES ? await iterator.next() : undefined;
    if (next === undefined || next.done === true) {
      await iterator.return?.();
      return undefined;
    }
    read = Buffer.concat([read, next.value]);
  }
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
