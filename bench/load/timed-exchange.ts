import type { LoadConnection } from "./load-connection.ts";

/**
 * Sends one request and waits for the last byte of its answer.
 * @param expected part of every right answer that is short
 * @returns milliseconds
 * @throws when the answer is no success or not what was expected
 */
export const timedExchange = async (connection: LoadConnection, request: Buffer, expected = ""): Promise<number> => {
  const sentMs = performance.now();
  const { status, start } = await connection.exchange(request);
  const elapsedMs = performance.now() - sentMs;
  if (status !== 200 || !start.includes(expected)) throw new Error(`the answer was ${status}: ${start}`);
  return elapsedMs;
};
