import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import { buildInitramfs } from "./guest/initramfs.ts";

/** Where test/sandbox/guest/prepare puts it. */
const KERNEL = path.join(import.meta.dirname, "../../node_modules/.cache/cgroup-v2/vmlinuz");

interface Findings {
  readonly features: Readonly<Record<string, string>>;
  readonly look: Run;
  readonly bomb: Run;
  readonly peak: Run;
  readonly forks: string;
  readonly freeze: { readonly before: number; readonly during: number; readonly after: number };
  readonly cpuShare: number;
  readonly left: readonly string[];
}

interface Run {
  readonly stdout: string;
  readonly exit: { readonly exitCode?: number; readonly signal?: string; readonly outOfMemory: boolean };
  readonly peakMiB?: number;
}

const obstacle = (): string | undefined => {
  if (process.arch !== "x64") return "the emulated machine is an x86_64";
  if (!existsSync(KERNEL)) return "no kernel to emulate; run test/sandbox/guest/prepare as root on Debian";
  try {
    execFileSync("qemu-system-x86_64", ["--version"], { stdio: "ignore" });
    execFileSync("cpio", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "no qemu-system-x86_64 or cpio; run test/sandbox/guest/prepare as root on Debian";
  }
};

/** Starts a machine whose kernel has cgroups of version 2 only, and waits until it has switched itself off. */
const emulate = async (): Promise<Findings> => {
  const directory = await mkdtemp(path.join(tmpdir(), "lambkin-guest-"));
  try {
    const options = "-accel tcg -m 1024 -nographic -no-reboot -nic none".split(" ");
    const parameters = "console=ttyS0 quiet panic=-1 cgroup_no_v1=all";
    const { stdout } = await promisify(execFile)(
      "qemu-system-x86_64",
      [...options, "-kernel", KERNEL, "-initrd", buildInitramfs(directory), "-append", parameters],
      { timeout: 300_000, maxBuffer: 16 * 1024 * 1024 },
    );
    const line = /^FINDINGS (.*)$/m.exec(stdout)?.[1];
    assert(line !== undefined, `the machine found nothing out:\n${stdout}`);
    return JSON.parse(line) as Findings;
  } finally {
    await rm(directory, { recursive: true });
  }
};

describe("a host with cgroups of version 2", { skip: obstacle() ?? false }, () => {
  let findings: Findings;
  before(async () => {
    findings = await emulate();
  });

  test("limits everything", () => {
    const { memory, cpu, processes, freeze } = findings.features;
    assert.deepEqual([memory, cpu, processes, freeze], Array(4).fill("full: cgroup v2"));
  });

  test("shows a sandbox its own cgroup as the root", () => {
    assert.deepEqual([findings.look.stdout, findings.look.exit.exitCode], ["0::/\n", 7]);
  });

  test("ends the whole sandbox when it takes too much memory, and says so", () => {
    assert.doesNotMatch(findings.bomb.stdout, /survived/);
    assert.deepEqual([findings.bomb.exit.signal, findings.bomb.exit.outOfMemory], ["SIGKILL", true]);
  });

  test("knows the highest use of memory", () => {
    const { peakMiB } = findings.peak;
    assert(peakMiB !== undefined && peakMiB >= 28 && peakMiB <= 64, `${peakMiB} MiB`);
  });

  test("refuses more processes than allowed", () => {
    assert.equal(findings.forks, "refused EAGAIN\n");
  });

  test("stops a frozen sandbox, and lets it go on", () => {
    assert(findings.freeze.before > 0 && findings.freeze.after > 0, JSON.stringify(findings.freeze));
    assert.equal(findings.freeze.during, 0);
  });

  test("gives a throttled sandbox its share of CPU", () => {
    assert(findings.cpuShare > 0.05 && findings.cpuShare < 0.15, `${findings.cpuShare}`);
  });

  test("keeps no cgroup", () => {
    assert.deepEqual(findings.left, []);
  });
});
