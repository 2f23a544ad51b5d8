// Runs inside the emulated machine, where cgroups are of version 2 only. Says what it saw as one line of JSON.
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { systemClock } from "../../../src/base/clock.ts";
import type { Logger } from "../../../src/base/log.ts";
import type { SandboxSpec } from "../../../src/sandbox/contract.ts";
import { createLinuxSandboxBackend } from "../../../src/sandbox/linux/create-linux-sandbox-backend.ts";
import { atRest } from "./at-rest.ts";

/** The real one needs a package, and the guest has none. */
const quiet = () => undefined;
const logger: Logger = {
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
  child: () => logger,
};
const backend = await createLinuxSandboxBackend({ scratchDirectory: "/tmp/scratch", logger, clock: systemClock });
let count = 0;

const create = (script: string, limits: Partial<SandboxSpec["limits"]> = {}) => {
  count += 1;
  const spec: SandboxSpec = {
    id: `check-${count}`,
    command: ["/bin/sh", "-c", script],
    environment: { PATH: "/usr/bin" },
    workingDirectory: "/tmp",
    rootfs: { kind: "composed" },
    mounts: [{ sources: ["/attacks"], target: "/var/task" }],
    limits: { memoryMiB: 64, cpus: 1, processes: 32, openFiles: 64, tmpMiB: 16, ...limits },
    egress: "none",
    listenPorts: [],
  };
  return backend.create(spec, { signal: AbortSignal.timeout(240_000) });
};

const text = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const run = async (script: string, limits: Partial<SandboxSpec["limits"]> = {}) => {
  await using sandbox = await create(script, limits);
  const [stdout, exit] = await Promise.all([text(sandbox.stdout), sandbox.exited]);
  return { stdout, exit, peakMiB: await sandbox.peakMemoryMiB() };
};

/** What it says before it is ended. */
const firstWord = async (script: string): Promise<string> => {
  await using sandbox = await create(script);
  const [chunk] = (await once(sandbox.stdout, "data")) as [Buffer];
  return chunk.toString();
};

/** An emulated machine may be slow beyond all expectation. */
const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await systemClock.delay(10);
};

/** Lines said in a while, before, during and after being frozen. */
const freeze = async () => {
  await using sandbox = await create("while :; do echo tick; sleep 0.02; done");
  let ticks = 0;
  sandbox.stdout.on("data", (chunk: Buffer) => (ticks += chunk.toString().split("\n").length - 1));
  await until(() => ticks > 0);
  await sandbox.freeze();
  const before = await atRest(() => ticks);
  await systemClock.delay(1_000);
  const during = ticks - before;
  await sandbox.thaw();
  await until(() => ticks > before + during);
  return { before, during, after: ticks - before - during };
};

/** What the kernel says was given to a sandbox that never rests, as a share of the time. */
const throttle = async () => {
  await using sandbox = await create("while :; do :; done", { cpus: 0.1 });
  await sandbox.throttleCpu();
  const file = readdirSync("/sys/fs/cgroup/lambkin", { recursive: true, encoding: "utf8" }).find((name) =>
    name.endsWith(`${sandbox.id}/cpu.stat`),
  );
  const usedUs = () => Number(/^usage_usec (\d+)$/m.exec(readFileSync(`/sys/fs/cgroup/lambkin/${file}`, "utf8"))?.[1]);
  const [startedMs, startedUs] = [performance.now(), usedUs()];
  await systemClock.delay(2_000);
  return (usedUs() - startedUs) / 1_000 / (performance.now() - startedMs);
};

const findings = {
  features: Object.fromEntries(backend.features.map(({ name, state, detail }) => [name, `${state}: ${detail}`])),
  look: await run("cat /proc/self/cgroup; exit 7"),
  bomb: await run("/var/task/memory-bomb; echo survived"),
  peak: await run("head -c 30000000 /dev/zero | tail -c 30000000 | wc -c"),
  forks: await firstWord("/var/task/fork-bomb"),
  freeze: await freeze(),
  cpuShare: await throttle(),
};
await backend[Symbol.asyncDispose]();
const left = readdirSync("/sys/fs/cgroup").filter((name) => name.startsWith("lambkin"));
console.log(`FINDINGS ${JSON.stringify({ ...findings, left })}`);
