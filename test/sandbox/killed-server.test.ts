import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import { cgroupsOfServer } from "../support/leak-check.ts";
import { rootOnly, sandboxHost } from "./sandbox-host.ts";

/** Dies at the end of the test at the latest. */
const startDoomedServer = async (scratchDirectory: string, program = "doomed-server.ts"): Promise<DoomedServer> => {
  const script = path.join(import.meta.dirname, program);
  const server = spawn(process.execPath, [script, scratchDirectory], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  await new Promise((resolve, reject) => server.stdout.once("data", resolve).once("end", reject));
  assert(server.pid !== undefined);
  return { pid: server.pid, [Symbol.asyncDispose]: () => killAtOnce(server) };
};

interface DoomedServer extends AsyncDisposable {
  readonly pid: number;
}

const killAtOnce = async (server: ChildProcess): Promise<void> => {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await exit;
};

/** Processes in the cgroups of one sandbox, or of all, of a server; the cgroups carry its PID in their name. */
const processesOf = async (serverPid: number, id = ""): Promise<number> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const cgroups = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "")));
  const path = new RegExp(`/${serverPid}-\\d+/${id}`);
  return cgroups.filter((text) => path.test(text)).length;
};

/** Programs that take snapshots into files of one server's. */
const takersFor = async (serverPid: number): Promise<readonly number[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  const isTaker = (command = "") =>
    command.includes("lambkin-snapshot\0") && command.includes(`\0/proc/${serverPid}/fd/`);
  return pids.filter((_, index) => isTaker(commands[index])).map(Number);
};

describe("a server that is killed", rootOnly, () => {
  const host = sandboxHost();

  test("takes its sandboxes with it, and the next one sweeps up the rest", async () => {
    await using server = await startDoomedServer(host.scratchDirectory);
    assert((await processesOf(server.pid)) >= 6, "two sandboxes of init, shell and sleep");
    await server[Symbol.asyncDispose]();
    await eventually(async () => (await processesOf(server.pid, "running")) === 0);
    assert.notDeepEqual(await cgroupsOfServer(server.pid), []);

    // A version 1 freezer holds even what was killed; then the sweep has a process to end.
    const report = await host.backend.sweep();
    assert(report.cgroups > 0);
    assert.equal(await processesOf(server.pid), 0);
    assert.deepEqual(await cgroupsOfServer(server.pid), []);
    const left = (await readdir(host.scratchDirectory)).filter((name) => name.startsWith(`${server.pid}-`));
    assert.deepEqual(left, []);
    assert.deepEqual(await host.backend.sweep(), { processes: 0, cgroups: 0, mounts: 0 });
  });

  test("leaves nothing of a snapshot that it was taking", async () => {
    await using server = await startDoomedServer(host.scratchDirectory, "doomed-while-taking.ts");
    const takers = () => takersFor(server.pid);
    // Held where it is, so that it is not done before its server dies.
    await eventually(async () => (await takers()).some((pid) => process.kill(pid, "SIGSTOP")));
    await server[Symbol.asyncDispose]();
    await eventually(async () => (await takers()).length === 0 && (await processesOf(server.pid)) === 0);
    await host.backend.sweep();
    const left = (await readdir(host.scratchDirectory)).filter((name) => name.startsWith(`${server.pid}-`));
    assert.deepEqual(left, []);
  });

  test("a server that is interrupted at the terminal keeps its sandboxes until it ends them itself", async () => {
    await using server = await startDoomedServer(host.scratchDirectory);
    const before = await processesOf(server.pid);
    process.kill(-server.pid, "SIGINT");
    await setTimeout(200);
    assert.equal(await processesOf(server.pid), before);
    await server[Symbol.asyncDispose]();
    await host.backend.sweep();
  });

  test("a sweep leaves the sandboxes of a living server alone", async () => {
    await using own = await host.create();
    await using server = await startDoomedServer(host.scratchDirectory);
    const before = await processesOf(server.pid);
    assert.deepEqual(await host.backend.sweep(), { processes: 0, cgroups: 0, mounts: 0 });
    assert.equal(await processesOf(server.pid), before);
    assert.equal(await Promise.race([own.exited, Promise.resolve("running")]), "running");
    await server[Symbol.asyncDispose]();
    await host.backend.sweep();
  });
});
