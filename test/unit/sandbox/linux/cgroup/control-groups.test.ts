import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { CgroupDirectory } from "../../../../../src/sandbox/linux/cgroup/cgroup-directory.ts";
import { unifiedFreezer, version1Freezer } from "../../../../../src/sandbox/linux/cgroup/freezers.ts";
import { sweepCgroups } from "../../../../../src/sandbox/linux/cgroup/sweep-cgroups.ts";
import { Version1ControlGroups } from "../../../../../src/sandbox/linux/cgroup/version-1.ts";
import { Version2ControlGroups } from "../../../../../src/sandbox/linux/cgroup/version-2.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

const LIMITS = { memoryMiB: 128, cpus: 0.5, processes: 1024, openFiles: 1024, tmpMiB: 512 };

/** A plain directory stands in for the kernel's: what would be a setting there is a file here. */
let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "lambkin-cgroup-"));
});
afterEach(() => rm(root, { recursive: true }));

const read = (...parts: readonly string[]) => readFile(path.join(root, ...parts), "utf8");

const createVersion2 = () => {
  const controllers = new Set(["memory", "cpu", "pids", "freezer"] as const);
  const groups = new Version2ControlGroups(new CgroupDirectory(root), "12-34", new FakeClock(), controllers);
  return groups.create("env-1", LIMITS);
};

const createVersion1 = () => {
  const homes = new Map(
    (["memory", "cpu", "pids"] as const).map((name) => [name, new CgroupDirectory(path.join(root, name))]),
  );
  const unifiedHome = new CgroupDirectory(path.join(root, "unified"));
  const groups = new Version1ControlGroups({ homes, unifiedHome }, "12-34", new FakeClock());
  return groups.create("env-1", LIMITS);
};

/** Only this server still runs. */
const isAlive = async (identity: string) => identity === "22-2";

describe("cgroups of version 2", () => {
  test("limit memory, and end the sandbox as a whole", async () => {
    await createVersion2();
    assert.equal(await read("12-34/env-1/memory.max"), "134217728");
    assert.equal(await read("12-34/env-1/memory.oom.group"), "1");
  });

  test("leave room for init among the processes", async () => {
    await createVersion2();
    assert.equal(await read("12-34/env-1/pids.max"), "1025");
  });

  test("leave the CPU alone until throttled", async () => {
    const group = await createVersion2();
    await assert.rejects(read("12-34/env-1/cpu.max"), /ENOENT/);
    await group.throttleCpu(0.5);
    assert.equal(await read("12-34/env-1/cpu.max"), "10000 20000");
  });

  test("are entered by birth", async () => {
    assert.deepEqual((await createVersion2()).launch, { unified: path.join(root, "12-34/env-1"), taskFiles: [] });
  });

  test("tell when the kernel killed for want of memory", async () => {
    const group = await createVersion2();
    assert.equal(await group.wasOutOfMemory(), false);
    await writeFile(path.join(root, "12-34/env-1/memory.events"), "low 0\noom 1\noom_kill 1\noom_group_kill 1\n");
    assert.equal(await group.wasOutOfMemory(), true);
  });

  test("count the peak where the kernel does", async () => {
    const group = await createVersion2();
    assert.equal(await group.peakMemoryMiB(), undefined);
    await writeFile(path.join(root, "12-34/env-1/memory.peak"), "5242881\n");
    assert.equal(await group.peakMemoryMiB(), 6);
  });
});

describe("cgroups of version 1", () => {
  test("limit memory and processes", async () => {
    await createVersion1();
    assert.equal(await read("memory/12-34/env-1/memory.limit_in_bytes"), "134217728");
    assert.equal(await read("pids/12-34/env-1/pids.max"), "1025");
  });

  test("limit the CPU when throttled", async () => {
    await (await createVersion1()).throttleCpu(0.5);
    assert.equal(await read("cpu/12-34/env-1/cpu.cfs_period_us"), "20000");
    assert.equal(await read("cpu/12-34/env-1/cpu.cfs_quota_us"), "10000");
  });

  test("are entered through their tasks files, and the unified tree by birth", async () => {
    const { launch } = await createVersion1();
    assert.equal(launch.unified, path.join(root, "unified/12-34/env-1"));
    assert.deepEqual(
      launch.taskFiles,
      ["memory", "cpu", "pids"].map((name) => path.join(root, name, "12-34/env-1/tasks")),
    );
  });

  test("count the peak in their own file", async () => {
    const group = await createVersion1();
    await writeFile(path.join(root, "memory/12-34/env-1/memory.max_usage_in_bytes"), "7340032\n");
    assert.equal(await group.peakMemoryMiB(), 7);
  });

  test("tell when the kernel killed for want of memory", async () => {
    const group = await createVersion1();
    await writeFile(path.join(root, "memory/12-34/env-1/memory.oom_control"), "under_oom 0\noom_kill 2\n");
    assert.equal(await group.wasOutOfMemory(), true);
  });
});

describe("freezers", () => {
  test("of version 2 are done when the kernel says frozen", async () => {
    const clock = new FakeClock();
    await writeFile(path.join(root, "cgroup.events"), "populated 1\nfrozen 0\n");
    let isDone = false;
    const freezing = unifiedFreezer(new CgroupDirectory(root), clock).freeze();
    const noticed = freezing.then(() => (isDone = true));
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([await read("cgroup.freeze"), isDone], ["1", false]);
    await writeFile(path.join(root, "cgroup.events"), "populated 1\nfrozen 1\n");
    await clock.advance(1);
    await noticed;
  });

  test("of version 1 write and read the state", async () => {
    const freezer = version1Freezer(new CgroupDirectory(root), new FakeClock());
    await freezer.freeze();
    assert.equal(await read("freezer.state"), "FROZEN");
    await freezer.thaw();
    assert.equal(await read("freezer.state"), "THAWED");
  });
});

describe("sweepCgroups", () => {
  test("removes the groups of servers that are gone, and no others", async () => {
    await mkdir(path.join(root, "11-1", "left"), { recursive: true });
    await mkdir(path.join(root, "22-2", "living"), { recursive: true });
    await mkdir(path.join(root, "not-ours"), { recursive: true });
    const home = new CgroupDirectory(root);
    const report = await sweepCgroups([home], isAlive, new FakeClock());
    assert.deepEqual(report, { processes: 0, cgroups: 1 });
    assert.deepEqual([...(await home.children())].sort(), ["22-2", "not-ours"]);
  });
});
