/**
 * `node bench/throughput.ts [--requests N]`: warm invocations per second of one function by several clients at once,
 * beside the same by a bare HTTP server. The clients take their share of the same processors.
 */
import { parseArgs } from "node:util";
import { TimedClient } from "./http-client.ts";
import { summarize } from "./statistics.ts";
import { printTable } from "./table.ts";
import { echo } from "./targets/echo.ts";
import { LambkinServer } from "./targets/lambkin.ts";
import type { Target } from "./targets/target.ts";

const CLIENTS = [1, 16, 64] as const;
/** Small enough that 64 environments have room on any machine, large enough not to be held back by its share of CPU. */
const MEMORY_MIB = 256;

const { values } = parseArgs({ options: { requests: { type: "string", default: "20000" } } });
const requests = Number(values.requests);

/** Every client sends its next request when it has the answer to the one before. */
const run = async (target: Pick<Target, "port" | "prepare" | "expected">, clients: number, count: number) => {
  using open = new DisposableStack();
  const samplesMs: number[] = [];
  let left = count;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = open.use(new TimedClient(target.port));
      const prepared = target.prepare();
      while (left-- > 0) samplesMs.push(await client.post(prepared, target.expected));
    }),
  );
  return { perSecond: (count / (performance.now() - startedMs)) * 1_000, latency: summarize(samplesMs) };
};

await using server = await LambkinServer.start(["--invocation-rate", "0"]);
await server.createHello("hello", MEMORY_MIB);
await using bare = await echo.start();
const lambkin = { port: Number(server.endpoint.port), prepare: () => server.prepare("hello"), expected: "hello" };
const rows: (readonly string[])[] = [];
for (const clients of CLIENTS) {
  await run(lambkin, clients, clients * 100);
  const [ours, floor] = [await run(lambkin, clients, requests), await run(bare, clients, requests)];
  rows.push([
    `${clients} clients`,
    ...[ours.perSecond, floor.perSecond].map((rate) => rate.toFixed(0)),
    (ours.perSecond / floor.perSecond).toFixed(2),
    ...[ours.latency.p50, ours.latency.p99].map((ms) => ms.toFixed(2)),
  ]);
}
printTable("Warm throughput, Node hello", ["", "Lambkin/s", "echo/s", "Lambkin / echo", "p50 ms", "p99 ms"], rows);
