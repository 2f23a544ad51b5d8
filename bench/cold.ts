/**
 * `node bench/cold.ts [--count N]`: first invocations of functions in several languages, with sandboxes that were
 * prepared and without, in turns.
 */
import { parseArgs } from "node:util";
import type { Runtime } from "@aws-sdk/client-lambda";
import { PYTHON } from "../test/support/test-runtimes.ts";
import { bootstrapHello, moduleHello, nodeHello, pythonHello, type Sample } from "./samples/hello.ts";
import { summarize } from "./statistics.ts";
import { printTable } from "./table.ts";
import { coldStarts, LambkinServer } from "./targets/lambkin.ts";

const ROUNDS = 2;

const { values } = parseArgs({ options: { count: { type: "string", default: "20" } } });
const countARound = Math.ceil(Number(values.count) / ROUNDS);

await using preparing = await LambkinServer.start();
await using ordinaryOnly = await LambkinServer.start(["--prepared-sandboxes", "0"]);

const measure = async (sample: Sample): Promise<readonly string[]> => {
  const prepared: number[] = [];
  const ordinary: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    prepared.push(...(await coldStarts(preparing, sample, countARound)));
    ordinary.push(...(await coldStarts(ordinaryOnly, sample, countARound)));
  }
  const [with_, without] = [summarize(prepared), summarize(ordinary)];
  return [
    sample.name,
    ...[with_.p50, with_.p99, without.p50, without.p99].map((ms) => ms.toFixed(1)),
    (with_.p50 / without.p50).toFixed(2),
  ];
};

const rows: (readonly string[])[] = [];
for (const sample of [nodeHello, moduleHello, pythonHello(PYTHON as Runtime), bootstrapHello])
  rows.push(await measure(sample));
printTable(
  "Cold start, one at a time, milliseconds",
  ["", "prepared p50", "p99", "ordinary p50", "p99", "prepared / ordinary"],
  rows,
);
