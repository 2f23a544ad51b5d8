import { LatencyHistogram } from "./latency-histogram.ts";
import { LoadConnection } from "./load-connection.ts";

/** How much is asked of a server. */
export interface Load {
  /** Connections. Each sends its next request when it has the answer to the one before. */
  readonly clients: number;
  /** At most so many of them wait for an answer at a time, in turns; all of them where it is not given. */
  readonly atOnce?: number;
  readonly seconds: number;
  /** Sent in turns. More than one, so that no server can know an answer by its request. */
  readonly requests: readonly Buffer[];
  /** Part of every right answer that is short. */
  readonly expected?: string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly latency: LatencyHistogram;
  /** Processor time of the client itself for one request. */
  readonly clientMicros: number;
}

/** @throws at the first answer that is no success or not what was expected */
export const closedLoop = async (port: number, load: Load): Promise<LoadResult> => {
  using open = new DisposableStack();
  const connections = await Promise.all(Array.from({ length: load.clients }, () => LoadConnection.open(port)));
  for (const connection of connections) open.use(connection);
  const latency = new LatencyHistogram();
  const idle = connections.slice();
  let turn = 0;
  const usage = process.cpuUsage();
  const startedMs = performance.now();
  const endMs = startedMs + load.seconds * 1_000;
  const runOne = async (): Promise<void> => {
    for (let nowMs = startedMs; nowMs < endMs;) {
      const [connection, request] = [idle.shift(), load.requests[turn++ % load.requests.length]];
      if (connection === undefined || request === undefined) throw new Error("a load needs clients and requests");
      const sentMs = performance.now();
      const answer = await connection.exchange(request);
      nowMs = performance.now();
      latency.record(nowMs - sentMs);
      idle.push(connection);
      if (answer.status < 200 || answer.status > 299 || !answer.start.includes(load.expected ?? ""))
        throw new Error(`the answer was ${answer.status}: ${answer.start}`);
    }
  };
  await Promise.all(Array.from({ length: load.atOnce ?? load.clients }, runOne));
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(usage);
  return {
    perSecond: (latency.count / elapsedMs) * 1_000,
    latency,
    clientMicros: (user + system) / latency.count,
  };
};
