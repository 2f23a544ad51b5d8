import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertSandboxSpec } from "../../../src/sandbox/assert-sandbox-spec.ts";
import type { SandboxSpec } from "../../../src/sandbox/contract.ts";

const SPEC: SandboxSpec = {
  id: "env-1",
  command: ["/var/task/bootstrap", "argument"],
  environment: { NAME: "value" },
  workingDirectory: "/var/task",
  rootfs: { kind: "composed" },
  mounts: [{ sources: ["/home/code"], target: "/var/task" }],
  limits: { memoryMiB: 128, cpus: 0.07, processes: 1024, openFiles: 1024, tmpMiB: 512 },
  egress: "none",
  listenPorts: [9001],
};

const refuses = (changes: Partial<SandboxSpec>, message: RegExp): void =>
  assert.throws(() => assertSandboxSpec({ ...SPEC, ...changes }), message);

describe("a sandbox's description", () => {
  test("is fine when it says what it means", () => {
    assertSandboxSpec(SPEC);
  });

  test("has an id that can be part of a path", () => {
    refuses({ id: "../other" }, /id/);
    refuses({ id: "" }, /id/);
  });

  test("mounts where it says, and not above the root", () => {
    refuses({ mounts: [{ sources: ["/x"], target: "/var/../../etc" }] }, /mount target/);
    refuses({ mounts: [{ sources: ["/x"], target: "var/task" }] }, /mount target/);
    refuses({ mounts: [{ sources: ["/x"], target: "/" }] }, /mount target/);
    refuses({ mounts: [{ sources: ["x"], target: "/opt" }] }, /mount source/);
  });

  test("smuggles nothing behind a NUL", () => {
    refuses({ environment: { A: "b\0mount\0etc\0source\0/" } }, /environment/);
    refuses({ environment: { "A\0B": "" } }, /environment/);
    refuses({ environment: { "A=B": "" } }, /environment/);
    refuses({ command: ["/bin/sh", "-c\0"] }, /command/);
  });

  test("has limits that limit", () => {
    refuses({ limits: { ...SPEC.limits, memoryMiB: 0 } }, /memoryMiB/);
    refuses({ limits: { ...SPEC.limits, processes: Number.POSITIVE_INFINITY } }, /processes/);
    refuses({ limits: { ...SPEC.limits, tmpMiB: 1.5 } }, /tmpMiB/);
  });

  test("listens on ports that exist", () => {
    refuses({ listenPorts: [65_536] }, /port/);
  });
});
