/**
 * `node bench/load.ts --home DIR --function NAME [--clients N] [--seconds S]`: invokes a function of a server that runs
 * with that home, with keys of its administrator, as fast as it answers. `--url URL` asks any HTTP server of this
 * machine instead. Says how many answers came a second, how late, and what one took of the processors.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findServerRecord } from "../src/base/server-record.ts";
import { closedLoop } from "./load/closed-loop.ts";
import { countProcessorTime } from "./load/processor-time.ts";
import { signedInvocations } from "./load/signed-requests.ts";
import { wireRequest } from "./load/wire-request.ts";
import { printTable } from "./table.ts";

/** Signatures hold for five minutes. */
const LONGEST_SECONDS = 240;

const { values } = parseArgs({
  options: {
    home: { type: "string" },
    function: { type: "string", default: "hello" },
    url: { type: "string" },
    body: { type: "string", default: "{}" },
    "body-file": { type: "string" },
    expected: { type: "string", default: "" },
    clients: { type: "string", default: "16" },
    seconds: { type: "string", default: "5" },
    "warm-up-seconds": { type: "string", default: "1" },
  },
});

const body = values["body-file"] === undefined ? values.body : readFileSync(values["body-file"], "utf8");

const target = (): { readonly port: number; readonly pid?: number; readonly requests: readonly Buffer[] } => {
  if (values.url !== undefined) {
    const { port, pathname, search, host } = new URL(values.url);
    const headers = { host, "content-type": "application/json" };
    return { port: Number(port), requests: [wireRequest({ path: pathname + search, headers, body })] };
  }
  const record = values.home === undefined ? undefined : findServerRecord(values.home);
  if (values.home === undefined || record === undefined)
    throw new Error("give --home of a server that runs, or --url of any on this machine");
  return {
    port: Number(new URL(record.endpoint).port),
    pid: record.processId,
    requests: signedInvocations(values.home, { functionName: values.function, payload: body }),
  };
};

const { port, pid, requests } = target();
const load = { clients: Number(values.clients), requests, expected: values.expected };
const seconds = Math.min(Number(values.seconds), LONGEST_SECONDS);
await closedLoop(port, { ...load, seconds: Number(values["warm-up-seconds"]) });
const processorTime = pid === undefined ? undefined : countProcessorTime(pid);
const { perSecond, latency, clientMicros } = await closedLoop(port, { ...load, seconds });
const taken = processorTime?.();
const share = (micros: number | undefined): string =>
  micros === undefined ? "-" : (micros / latency.count).toFixed(0);
printTable({
  title: `${load.clients} clients, ${seconds} s; milliseconds, and microseconds of processor time for one request`,
  head: ["", "/s", "p50", "p90", "p99", "p99.9", "max", "client µs", "server µs", "sandboxes µs"],
  rows: [
    [
      values.url ?? values.function,
      perSecond.toFixed(0),
      ...[0.5, 0.9, 0.99, 0.999].map((part) => latency.quantile(part).toFixed(3)),
      latency.maxMs.toFixed(1),
      clientMicros.toFixed(0),
      share(taken?.server),
      share(taken?.below),
    ],
  ],
});
