/**
 * `node bench/scale.ts`: how long a start, a list and an invocation take when a server holds more and more functions,
 * versions of one function, or asynchronous events that wait. What is flat does not depend on the count.
 */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../test/support/functions.ts";
import { TestServer } from "../test/support/server.ts";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { LoadConnection } from "./load/load-connection.ts";
import { signedInvocations, signedRequests } from "./load/signed-requests.ts";
import { timedExchange } from "./load/timed-exchange.ts";
import { type Dimension, DIMENSIONS } from "./scale/dimensions.ts";
import { residentMiB } from "./soak/host-holdings.ts";
import { median } from "./statistics.ts";

const PROBE = "probe";
const STARTS = 3;
const LISTS = 40;
const INVOCATIONS = 400;
/** Of each, not counted. A server that has just started has compiled nothing of what they need. */
const WARM_UP_SHARE = 0.5;
/** Of the counts, for people without time. */
const QUICK_SHARE = 0.1;

interface Sizes {
  readonly startMs: readonly number[];
  readonly listMs: readonly number[];
  readonly invokeMs: readonly number[];
  readonly residentMiB: number;
}

/** @returns what each of so many took, after some that are not counted */
const timesMs = async (server: TestServer, requests: readonly Buffer[], count: number): Promise<readonly number[]> => {
  using connection = await LoadConnection.open(Number(new URL(server.endpoint).port));
  const warmUp = Math.ceil(count * WARM_UP_SHARE);
  const samples: number[] = [];
  for (let n = 0; n < warmUp + count; n += 1)
    samples.push(await timedExchange(connection, requests[n % requests.length] ?? Buffer.alloc(0)));
  return samples.slice(warmUp);
};

/** What a server takes that holds `count` of something. It runs afterwards. */
const measure = async (server: TestServer, { listPath }: Dimension): Promise<Sizes> => {
  const startMs: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    await server.kill();
    const startedMs = performance.now();
    await server.start();
    startMs.push(performance.now() - startedMs);
  }
  const resident = await residentMiB(server.record.processId);
  return {
    startMs,
    invokeMs: await timesMs(server, signedInvocations(server.home, { functionName: PROBE }), INVOCATIONS),
    listMs: await timesMs(server, signedRequests(server.home, { method: "GET", path: listPath }), LISTS),
    residentMiB: resident,
  };
};

const measureDimension = async (dimension: Dimension, share: number): Promise<ReadonlyMap<number, Sizes>> => {
  // What holds the events up would hold up the end, too.
  await using server = await TestServer.start({ args: ["--drain-seconds", "1"] });
  const lambda = new LambdaClient(server.clientOptions);
  await createNodeFunction(lambda, PROBE, `exports.handler = async () => "hello";`, { Timeout: 60 });
  lambda.destroy();
  const sizes = new Map<number, Sizes>();
  let held = 0;
  for (const count of dimension.counts.map((one) => Math.max(2, Math.round(one * share)))) {
    const filling = new LambdaClient(server.clientOptions);
    await dimension.fill(server, filling, held, count);
    filling.destroy();
    held = count;
    sizes.set(count, await measure(server, dimension));
  }
  return sizes;
};

await runChapter(async ({ quick }): Promise<Findings> => {
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  const samples: Record<string, Sizes> = {};
  for (const dimension of DIMENSIONS) {
    for (const [count, sizes] of await measureDimension(dimension, quick ? QUICK_SHARE : 1)) {
      const [startMs, listMs, invokeMs] = [sizes.startMs, sizes.listMs, sizes.invokeMs].map(median);
      rows.push([
        `${count.toLocaleString("en-US")} ${dimension.name}`,
        ...[startMs, listMs, invokeMs, sizes.residentMiB].map((value) => format(value ?? Number.NaN)),
      ]);
      const name = `scale.${dimension.id}.${count}`;
      Object.assign(figures, {
        [`${name}.startMs`]: startMs,
        [`${name}.listMs`]: listMs,
        [`${name}.invokeMs`]: invokeMs,
        [`${name}.residentMiB`]: sizes.residentMiB,
      });
      samples[name] = sizes;
    }
  }
  return {
    tables: [
      {
        title: "What a server holds, and what that costs",
        head: ["", "start after a kill ms", "list ms", "invoke ms", "resident MiB"],
        rows,
        note: "A list is one page; of events it is their count by function.",
      },
    ],
    figures,
    samples,
  };
});
