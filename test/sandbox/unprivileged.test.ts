import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `nobody`, a user that owns nothing. */
const NOBODY = 65_534;

const SCRIPT = path.join(import.meta.dirname, "unprivileged-run.ts");

const LOOK_AROUND = [
  "echo ready",
  "id -u",
  "ls /proc > /tmp/list; grep -c '^[0-9]' /tmp/list",
  "grep -E '^Cap' /proc/self/status | grep -vc 0000000000000000",
  "touch /usr/x 2>/dev/null || echo read-only",
  "dd if=/dev/zero of=/tmp/big bs=1M count=20 2>&1 | grep -o 'No space left on device'",
  "i=0; while [ $i -lt 20 ]; do sleep 5 & i=$((i+1)); done",
].join("\n");

interface Findings {
  readonly uid: number;
  readonly exit: { readonly exitCode: number };
  readonly stdout: string;
  readonly states: Readonly<Record<string, string>>;
}

/** Somebody without rights must be able to read this checkout and to run this Node. */
const obstacle = (): string | undefined => {
  if (process.getuid?.() !== 0) return "needs root, to become somebody else";
  try {
    execFileSync(process.execPath, ["--check", SCRIPT], { uid: NOBODY, gid: NOBODY, cwd: "/", stdio: "ignore" });
    return undefined;
  } catch {
    return "only root can read this checkout";
  }
};

describe("without root", { skip: obstacle() ?? false }, () => {
  let findings: Findings;

  before(async () => {
    const home = await mkdtemp(path.join(tmpdir(), "lambkin-unprivileged-"));
    await chown(home, NOBODY, NOBODY);
    try {
      const { stdout } = await run(process.execPath, [SCRIPT, path.join(home, "scratch"), LOOK_AROUND], {
        uid: NOBODY,
        gid: NOBODY,
        cwd: "/",
      });
      findings = JSON.parse(stdout) as Findings;
    } finally {
      await rm(home, { recursive: true });
    }
  });

  test("a sandbox is as closed as root's", () => {
    assert.equal(findings.uid, NOBODY);
    const [user, visible, capabilities, usr, tmp] = findings.stdout.split("\n");
    assert.deepEqual([user, visible, capabilities], ["993", "2", "0"]);
    assert.deepEqual([usr, tmp], ["read-only", "No space left on device"]);
  });

  test("processes are limited by a resource limit", () => {
    assert.notEqual(findings.exit.exitCode, 0, "the shell could not fork twenty times");
  });

  test("what cannot be promised is said", () => {
    assert.deepEqual(
      [findings.states["isolation"], findings.states["tmp"], findings.states["cpu"]],
      ["reduced", "reduced", "missing"],
    );
  });
});
