import path from "node:path";
import type { SandboxSpec } from "./contract.ts";

/**
 * Refuses what could only come from a mistake of ours, before it reaches privileged code: a path that leads elsewhere
 * than it says, or a NUL, which would end one piece of the launcher's request and begin another.
 * @throws TypeError
 */
export const assertSandboxSpec = (spec: SandboxSpec): void => {
  assertThat(/^[A-Za-z0-9-]{1,100}$/.test(spec.id), "id", spec.id);
  assertPath("workingDirectory", spec.workingDirectory);
  assertPath("command", spec.command[0]);
  if (spec.snapshot !== undefined) assertPath("snapshot", spec.snapshot.path);
  if (spec.rootfs.kind === "directory") assertPath("rootfs", spec.rootfs.path);
  for (const { target, sources } of spec.mounts) {
    assertPath("mount target", target);
    assertThat(target !== "/", "mount target", target);
    for (const source of sources) assertPath("mount source", source);
  }
  for (const text of spec.command) assertThat(!text.includes("\0"), "command", text);
  assertEnvironment(spec.environment);
  for (const program of spec.companions?.programs ?? []) assertPath("companion", program);
  assertEnvironment(spec.companions?.environment ?? {});
  for (const port of spec.listenPorts) assertThat(Number.isInteger(port) && port > 0 && port < 65_536, "port", port);
  for (const [name, value] of Object.entries(spec.limits))
    assertThat(Number.isFinite(value) && value > 0 && (name === "cpus" || Number.isInteger(value)), name, value);
};

const assertEnvironment = (environment: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(environment)) {
    assertThat(/^[^=\0]+$/.test(name), "environment", name);
    assertThat(!value.includes("\0"), "environment", name);
  }
};

const assertPath = (what: string, value: string): void =>
  assertThat(path.isAbsolute(value) && path.normalize(value) === value && !value.includes("\0"), what, value);

const assertThat = (holds: boolean, what: string, value: unknown): void => {
  if (!holds) throw new TypeError(`Sandbox ${what} cannot be ${JSON.stringify(value)}`);
};
