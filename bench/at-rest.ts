/**
 * `node bench/at-rest.ts`: how long a server takes to get ready, what it costs when nobody asks it for anything, and how
 * much it writes for one invocation.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { closedLoop } from "./load/closed-loop.ts";
import { median, spread } from "./statistics.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const STARTS = 5;
const SETTLE_MS = 3_000;
const OBSERVE_MS = 8_000;
const LOAD_SECONDS = 3;

const figure = (path: string, pattern: RegExp): number => Number(pattern.exec(readFileSync(path, "utf8"))?.[1]);

const residentMiB = (pid: number): number => figure(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB$/m) / 1024;

/** How often any of its threads was woken up. */
const wakeUps = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => figure(`/proc/${pid}/task/${thread}/status`, /^voluntary_ctxt_switches:\s+(\d+)$/m))
    .reduce((sum, each) => sum + each, 0);

/** What it gave to the disk, or will. */
const writtenBytes = (pid: number): number => figure(`/proc/${pid}/io`, /^write_bytes: (\d+)$/m);

const timeMs = async (task: () => unknown): Promise<number> => {
  const startedMs = performance.now();
  await task();
  return performance.now() - startedMs;
};

/** Time until a server is ready, and what Node.js itself takes of it. */
const starts = async (count: number) => {
  const [readyMs, nodeMs]: [number[], number[]] = [[], []];
  for (let start = 0; start < count; start += 1) {
    const startedMs = performance.now();
    await using _ = await LambkinServer.start();
    readyMs.push(performance.now() - startedMs);
    nodeMs.push(await timeMs(() => execFileSync(process.execPath, ["-e", "0"])));
  }
  return { readyMs, nodeMs };
};

/** With what is written later: logs, records and metrics are gathered. */
const bytesAnInvocation = async (server: LambkinServer): Promise<number> => {
  await server.create("hello");
  await sleep(SETTLE_MS);
  const before = writtenBytes(server.pid);
  const requests = server.requests({ functionName: "hello" });
  const { latency } = await closedLoop(server.port, { clients: 1, seconds: LOAD_SECONDS, requests });
  await sleep(SETTLE_MS);
  return (writtenBytes(server.pid) - before) / latency.count;
};

await runChapter(async ({ quick }): Promise<Findings> => {
  const { readyMs, nodeMs } = await starts(quick ? 3 : STARTS);
  await using server = await LambkinServer.start(["--invocation-rate", "0"]);
  await sleep(SETTLE_MS);
  const resident = residentMiB(server.pid);
  const before = wakeUps(server.pid);
  await sleep(OBSERVE_MS);
  const wakeUpsPerSecond = ((wakeUps(server.pid) - before) / OBSERVE_MS) * 1_000;
  const written = await bytesAnInvocation(server);
  const [ready, node] = [median(readyMs), median(nodeMs)];
  return {
    tables: [
      {
        title: "At rest",
        head: ["", ""],
        rows: [
          ["start to ready", `${format(ready)} ms ± ${format(spread(readyMs))}`],
          ["of which Node.js itself", `${format(node)} ms`],
          ["resident", `${format(resident)} MiB`],
          ["wake-ups of all threads", `${format(wakeUpsPerSecond)} a second`],
          ["written for an invocation", `${format(written)} bytes`],
        ],
      },
    ],
    figures: {
      "rest.readyMs": ready,
      "rest.nodeMs": node,
      "rest.residentMiB": resident,
      "rest.wakeUpsPerSecond": wakeUpsPerSecond,
      "rest.writtenBytes": written,
    },
    samples: { readyMs, nodeMs },
  };
});
