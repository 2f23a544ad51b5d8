/**
 * `node bench/scale.ts [--share N]`: how long a start, a list and an invocation take when a server holds more and more
 * functions, versions of one function, or asynchronous events that wait. What is flat does not depend on the count.
 */
import { parseArgs } from "node:util";
import {
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { signedHeaders } from "../test/support/function-url.ts";
import { createNodeFunction } from "../test/support/functions.ts";
import { TestServer } from "../test/support/server.ts";
import { type Fill, fillEvents, fillFunctions, fillVersions } from "./scale/fill.ts";
import { residentMiB } from "./soak/host-holdings.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

const PROBE = "probe";
const STARTS = 3;
const LISTS = 20;
const INVOCATIONS = 100;
const WARM_UP = 20;

interface Dimension {
  readonly name: string;
  readonly counts: readonly number[];
  readonly fill: Fill;
  readonly list: (server: TestServer, lambda: LambdaClient) => Promise<unknown>;
}

const DIMENSIONS: readonly Dimension[] = [
  {
    name: "functions",
    counts: [100, 1_000, 10_000],
    fill: fillFunctions,
    list: (_, lambda) => lambda.send(new ListFunctionsCommand({})),
  },
  {
    name: "versions of one function",
    counts: [10, 100, 1_000],
    fill: fillVersions,
    list: (_, lambda) => lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "versioned" })),
  },
  {
    name: "events that wait",
    counts: [1_000, 10_000, 100_000],
    fill: fillEvents,
    list: async (server) => {
      const path = "_lambkin/async-queues";
      const headers = signedHeaders(`${server.endpoint}/`, path, server.credentials);
      await (await fetch(`${server.endpoint}/${path}`, { headers })).arrayBuffer();
    },
  },
];

const timesMs = async (count: number, task: () => Promise<unknown>): Promise<readonly number[]> => {
  const samples: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedMs = performance.now();
    await task();
    samples.push(performance.now() - startedMs);
  }
  return samples;
};

/** One row of the table: a server that holds `count` of something. */
const measure = async (server: TestServer, { list }: Dimension): Promise<readonly string[]> => {
  const starts = await timesMs(STARTS, async () => {
    await server.kill();
    await server.start();
  });
  const resident = await residentMiB(server.record.processId);
  const lambda = new LambdaClient(server.clientOptions);
  try {
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: PROBE }));
    await timesMs(WARM_UP, invoke);
    const lists = await timesMs(LISTS, () => list(server, lambda));
    const invocations = await timesMs(INVOCATIONS, invoke);
    return [
      median(starts).toFixed(0),
      ...[lists, invocations].map((samples) => median(samples).toFixed(1)),
      resident.toFixed(0),
    ];
  } finally {
    lambda.destroy();
  }
};

const measureDimension = async (dimension: Dimension, share: number): Promise<readonly (readonly string[])[]> => {
  // What holds the events up would hold up the end, too.
  await using server = await TestServer.start({ args: ["--drain-seconds", "1"] });
  const lambda = new LambdaClient(server.clientOptions);
  await createNodeFunction(lambda, PROBE, `exports.handler = async () => "hello";`, { Timeout: 60 });
  lambda.destroy();
  const rows: (readonly string[])[] = [];
  let held = 0;
  for (const count of dimension.counts.map((one) => Math.max(1, Math.round(one * share)))) {
    const filling = new LambdaClient(server.clientOptions);
    await dimension.fill(server, filling, held, count);
    filling.destroy();
    held = count;
    rows.push([`${count} ${dimension.name}`, ...(await measure(server, dimension))]);
  }
  return rows;
};

const { values } = parseArgs({ options: { share: { type: "string", default: "1" } } });
const rows: (readonly string[])[] = [];
for (const dimension of DIMENSIONS) rows.push(...(await measureDimension(dimension, Number(values.share))));
printTable({
  title: "What a server holds, and what that costs",
  head: ["", "start after a kill ms", "list ms", "invoke ms", "resident MiB"],
  rows,
});
