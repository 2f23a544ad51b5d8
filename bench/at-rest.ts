/** `node bench/at-rest.ts`: how long a server takes to get ready, and what it costs when nobody asks it for anything. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";
import { LambkinServer } from "./targets/lambkin.ts";

const STARTS = 5;
const SETTLE_MS = 3_000;
const OBSERVE_MS = 10_000;

const figure = (pid: number, file: string, pattern: RegExp): number =>
  Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, "utf8"))?.[1]);

const residentMiB = (pid: number): number => figure(pid, "status", /^VmRSS:\s+(\d+) kB$/m) / 1024;

/** How often the main thread was woken up. */
const wakeUps = (pid: number): number => figure(pid, "status", /^voluntary_ctxt_switches:\s+(\d+)$/m);

const readyMs: number[] = [];
for (let start = 0; start < STARTS; start += 1) {
  const startedMs = performance.now();
  await using _ = await LambkinServer.start();
  readyMs.push(performance.now() - startedMs);
}

await using server = await LambkinServer.start();
await sleep(SETTLE_MS);
const before = wakeUps(server.pid);
await sleep(OBSERVE_MS);
const wakeUpsPerSecond = ((wakeUps(server.pid) - before) / OBSERVE_MS) * 1_000;
printTable(
  "A server at rest",
  ["", "ready ms", "resident MiB", "wake-ups/s"],
  [["Lambkin", median(readyMs).toFixed(0), residentMiB(server.pid).toFixed(0), wakeUpsPerSecond.toFixed(1)]],
);
