/**
 * `node bench/environments.ts`: how many environments of one function a server starts in ten seconds, up to 1,000, and
 * what an idle one takes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format, type Table } from "./chapter/findings.ts";
import { IDLE_HOLD_MS, type IdleEnvironment, idleEnvironment } from "./environments/idle.ts";
import { type ManyAtOnce, manyAtOnce } from "./environments/many-at-once.ts";
import { HOLDING } from "./samples/holding.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

const MOST = 1_000;
const QUICK_MOST = 100;
const WITHIN_MS = 10_000;
/** Longer than the slowest takes to start, so that none is used twice. */
const HOLD_MS = 10_500;
const MEMORY_MIB = 128;
/** Promised, not used: environments of this size use far less. */
const PROMISED_MIB = 262_144;
/** About what an environment uses, for the machine must keep room for others. */
const MIB_EACH: Readonly<Record<string, number>> = { static: 2, node: 15, python: 10 };
const SHARE_OF_FREE = 0.75;
const SETTLE_MS = 2_000;
const HOST_GIB = 20;

const startMany = async (
  most: number,
  samples: Record<string, unknown>,
): Promise<Table & { figures: Record<string, number> }> => {
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  for (const [id, sample] of HOLDING) {
    await using server = await LambkinServer.start(["--memory-mib", String(PROMISED_MIB), "--drain-seconds", "1"]);
    const Environment = { Variables: { HOLD_MS: String(HOLD_MS) } };
    await server.create(id, sample, { MemorySize: MEMORY_MIB, Environment });
    await sleep(SETTLE_MS);
    const room = Math.floor((process.availableMemory() / 1_048_576 / (MIB_EACH[id] ?? 1)) * SHARE_OF_FREE);
    const count = Math.min(most, room);
    const many = await manyAtOnce(server, id, { count, holdMs: HOLD_MS, withinMs: WITHIN_MS });
    rows.push([`${sample.name}, ${format(count)} asked for`, ...describeMany(many)]);
    // Of fewer that were asked for, no more can start.
    if (count === MOST) figures[`environments.${id}.in10s`] = startedWithin(many, WITHIN_MS);
    samples[id] = many;
  }
  return {
    title: "Environments of one function, asked for at the same moment",
    head: ["", "in 1 s", "in 10 s", "half after s", "last after s", "refused"],
    rows,
    figures,
  };
};

const startedWithin = ({ startedMs }: ManyAtOnce, ms: number): number => startedMs.filter((each) => each <= ms).length;

const describeMany = (many: ManyAtOnce): readonly string[] => {
  const { startedMs, refused } = many;
  const seconds = [startedMs[Math.floor(startedMs.length / 2)], startedMs.at(-1)].map(
    (ms) => (ms ?? Number.NaN) / 1_000,
  );
  const others = Object.entries(refused).map(([status, times]) => `${times} × ${status.slice(0, 3)}`);
  return [
    ...[startedWithin(many, 1_000), startedWithin(many, WITHIN_MS), ...seconds].map(format),
    others.join(", ") || "0",
  ];
};

const lookAtIdle = async (samples: Record<string, unknown>): Promise<Table & { figures: Record<string, number> }> => {
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  for (const [id, sample] of HOLDING) {
    await using server = await LambkinServer.start(["--memory-mib", String(PROMISED_MIB), "--drain-seconds", "1"]);
    const Environment = { Variables: { HOLD_MS: String(IDLE_HOLD_MS) } };
    await server.create(id, sample, { MemorySize: MEMORY_MIB, Environment });
    const idle = await idleEnvironment(server, id);
    rows.push([sample.name, ...describeIdle(idle)]);
    figures[`environments.${id}.idleMiB`] = idle.processesMiB;
    samples[`${id}.idle`] = idle;
  }
  return {
    title: "An idle environment",
    head: ["", "its processes MiB", "in the server MiB", `in ${HOST_GIB} GiB`, "processor µs/s"],
    rows,
    figures,
    note: "Proportional set size, by what about 100 take more than about 50.",
  };
};

const describeIdle = ({ processesMiB, serverMiB, microsASecond }: IdleEnvironment): readonly string[] => [
  format(processesMiB),
  format(serverMiB),
  format(Math.floor((HOST_GIB * 1_024) / (processesMiB + serverMiB))),
  format(microsASecond),
];

await runChapter(async ({ quick }): Promise<Findings> => {
  const samples: Record<string, unknown> = {};
  const many = await startMany(quick ? QUICK_MOST : MOST, samples);
  const idle = await lookAtIdle(samples);
  return { tables: [many, idle], figures: { ...many.figures, ...idle.figures }, samples };
});
