import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CgroupDirectory } from "../../../../../src/sandbox/linux/cgroup/cgroup-directory.ts";
import { HomeRecords } from "../../../../../src/sandbox/linux/cgroup/home-records.ts";
import { sweepDeletedHomes } from "../../../../../src/sandbox/linux/cgroup/sweep-deleted-homes.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

/** Plain directories stand in for cgroups; the kernel removes those with processes as little as these with files. */
const prepare = async () => {
  const { path, [Symbol.dispose]: dispose } = temporaryDirectory();
  const records = new HomeRecords(join(path, "records"));
  const cgroup = (...parts: readonly string[]) => join(path, "cgroup", ...parts);
  const homeOf = async (name: string) => {
    mkdirSync(join(path, name, "sandboxes"), { recursive: true });
    mkdirSync(cgroup(name, "12-34", "env-1"), { recursive: true });
    await records.note(name, join(path, name, "sandboxes"));
    return join(path, name);
  };
  const sweep = () => sweepDeletedHomes([new CgroupDirectory(cgroup("own"))], records);
  return { records, cgroup, homeOf, sweep, [Symbol.dispose]: dispose };
};

describe("cgroups of homes that are deleted", () => {
  test("are removed with those in them, and forgotten", async () => {
    using host = await prepare();
    rmSync(await host.homeOf("deleted"), { recursive: true });
    assert.deepEqual(await host.records.deleted(), ["deleted"]);
    await host.sweep();
    assert.equal(existsSync(host.cgroup("deleted")), false);
    assert.deepEqual(await host.records.deleted(), []);
  });

  test("are forgotten where none was left", async () => {
    using host = await prepare();
    rmSync(await host.homeOf("deleted"), { recursive: true });
    rmSync(host.cgroup("deleted"), { recursive: true });
    await host.sweep();
    assert.deepEqual(await host.records.deleted(), []);
  });

  test("stay as long as the home is there", async () => {
    using host = await prepare();
    await host.homeOf("other");
    await host.sweep();
    assert.equal(existsSync(host.cgroup("other", "12-34", "env-1")), true);
  });

  test("stay where nobody noted whose they are", async () => {
    using host = await prepare();
    mkdirSync(host.cgroup("unknown", "12-34"), { recursive: true });
    await host.sweep();
    assert.equal(existsSync(host.cgroup("unknown", "12-34")), true);
  });

  test("stay while something is in them, and are looked at again", async () => {
    using host = await prepare();
    rmSync(await host.homeOf("deleted"), { recursive: true });
    const process = host.cgroup("deleted", "12-34", "env-1", "process");
    writeFileSync(process, "");
    await host.sweep();
    assert.equal(existsSync(process), true);
    assert.deepEqual(await host.records.deleted(), ["deleted"]);
  });
});
