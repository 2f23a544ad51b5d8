import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { LoadConnection } from "../load/load-connection.ts";
import { timedExchange } from "../load/timed-exchange.ts";
import type { Sample } from "../samples/sample.ts";
import type { LambkinServer } from "../targets/lambkin-server.ts";

const MEMORY_MIB = 512;

/** For servers that are asked for starts of versions they have started before. */
export const IDLE_SETTINGS: readonly string[] = ["--idle-seconds", "1"];
/** Longer than that, for what ends afterwards. */
const ENDED_MS = 1_700;

const COUNT_TRIES = 30;
const COUNT_PAUSE_MS = 100;

export interface ColdStarts {
  /** Milliseconds of the first invocations that functions ever had. */
  readonly firstMs: readonly number[];
  /** Of invocations when their environments had ended. */
  readonly laterMs: readonly number[];
}

/**
 * First and later starts of functions that are created for it and deleted afterwards, one after the other.
 * @param server one with `IDLE_SETTINGS`
 * @param pauseMs long enough for the server to have made ready what it wants to have ready
 * @throws when one of them was not cold
 */
export const coldStarts = async (
  server: LambkinServer,
  sample: Sample,
  options: { readonly count: number; readonly pauseMs: number; readonly layers?: readonly string[] },
): Promise<ColdStarts> => {
  const names = await createAll(server, sample, options.count, options.layers);
  const firstMs = await inTurns(server, names, options.pauseMs);
  await sleep(ENDED_MS);
  const laterMs = await inTurns(server, names, options.pauseMs);
  await untilCounted(server, names, 2 * names.length);
  await Promise.all(names.map((name) => server.delete(name)));
  return { firstMs, laterMs };
};

/** First invocations of as many functions at the same moment. */
export const coldStartsAtOnce = async (
  server: LambkinServer,
  sample: Sample,
  count: number,
): Promise<readonly number[]> => {
  const names = await createAll(server, sample, count);
  const calls = await Promise.all(names.map((name) => coldStart(server, name)));
  const samplesMs = await Promise.all(calls.map((call) => call()));
  await Promise.all(names.map((name) => server.delete(name)));
  return samplesMs;
};

/** Signs and connects ahead. @returns what invokes the function and says how many milliseconds that took */
export const coldStart = async (server: LambkinServer, functionName: string): Promise<() => Promise<number>> => {
  const connection = await LoadConnection.open(server.port);
  const [request = Buffer.alloc(0)] = server.requests({ functionName });
  return async () => {
    using _ = connection;
    return await timedExchange(connection, request, "hello");
  };
};

/** @returns their names */
const createAll = async (
  server: LambkinServer,
  sample: Sample,
  count: number,
  layers: readonly string[] = [],
): Promise<readonly string[]> => {
  const names = Array.from({ length: count }, () => `cold-${randomUUID()}`);
  const archive = await sample.zip();
  const code = { ...sample, zip: async () => archive };
  await Promise.all(names.map((name) => server.create(name, code, { MemorySize: MEMORY_MIB, Layers: [...layers] })));
  return names;
};

const inTurns = async (
  server: LambkinServer,
  names: readonly string[],
  pauseMs: number,
): Promise<readonly number[]> => {
  const samplesMs: number[] = [];
  for (const name of names) {
    const call = await coldStart(server, name);
    await sleep(pauseMs);
    samplesMs.push(await call());
  }
  return samplesMs;
};

/** The server counts an invocation some time after it was answered. @throws when it counts fewer cold ones */
const untilCounted = async (server: LambkinServer, names: readonly string[], expected: number): Promise<void> => {
  let counted = 0;
  for (let tries = 0; tries < COUNT_TRIES; tries += 1) {
    counted = await server.countColdStarts(names);
    if (counted === expected) return;
    await sleep(COUNT_PAUSE_MS);
  }
  throw new Error(`of ${expected} starts ${counted} were cold`);
};
