import type { SandboxCompanions, SandboxMount, SandboxStart } from "../contract.ts";

/** What the launcher is asked to do. Mirrors `struct request` of native/launcher/launcher.h. */
export interface LaunchRequest {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Command and variables come later, by an order. */
  readonly waits: boolean;
  readonly companions: SandboxCompanions | undefined;
  readonly workingDirectory: string;
  /** Instead of a command. */
  readonly restoration: LaunchRestoration | undefined;
  /** The host's root rights are there: namespaces are made with them, and each sandbox gets a host user of its own. */
  readonly privileged: boolean;
  /** An empty directory; the new root is laid out on it, seen by the sandbox only. */
  readonly rootMountPoint: string;
  /** An unpacked root file system; without it an empty skeleton is the root. */
  readonly image: string | undefined;
  readonly symlinks: readonly LaunchSymlink[];
  /** Relative to the new root. */
  readonly directories: readonly string[];
  /** In this order; a later one may lie inside an earlier one where that has a mount point for it. */
  readonly mounts: readonly LaunchMount[];
  readonly tmp: LaunchTmp;
  readonly listenPorts: readonly number[];
  /** Path of a prepared network namespace; without it a new one with loopback only. */
  readonly networkNamespace: string | undefined;
  readonly cgroups: LaunchCgroups;
  readonly rlimits: readonly LaunchRlimit[];
}

/** Paths on the host. */
export interface LaunchRestoration {
  /** The program that becomes what the image holds. */
  readonly restorer: string;
  readonly image: string;
}

/** Paths are relative to the new root. */
export interface LaunchSymlink {
  readonly path: string;
  readonly text: string;
}

export interface LaunchMount {
  /** Relative to the new root. */
  readonly target: string;
  readonly sources: readonly [string, ...string[]];
}

/** Targets of a sandbox are absolute, those of the launcher beneath the new root. */
export const toLaunchMount = ({ sources, target }: SandboxMount): LaunchMount => ({ sources, target: target.slice(1) });

/** `image`: a copy of `template` is made at `path`, mounted, and forgotten by name at once. */
export type LaunchTmp =
  | { readonly kind: "memory"; readonly bytes: number }
  | { readonly kind: "image"; readonly bytes: number; readonly template: string; readonly path: string };

/** How the sandbox's first process gets into its cgroups without the wait that moving a process means. */
export interface LaunchCgroups {
  /** Directory of the unified hierarchy it is born in. */
  readonly unified: string | undefined;
  /** `tasks` files of version 1 hierarchies. */
  readonly taskFiles: readonly string[];
}

export interface LaunchRlimit {
  readonly resource: keyof typeof RLIMIT_NUMBERS;
  readonly value: number;
}

/** From the kernel's asm-generic/resource.h, which x86_64 and aarch64 share. */
const RLIMIT_NUMBERS = { data: 2, core: 4, processes: 6, openFiles: 7 } as const;

export const encodeLaunchRequest = (request: LaunchRequest): Buffer => encode(records(request));

/** What follows the order to start what was waited for. */
export const encodeStart = (start: SandboxStart): Buffer => encode(startRecords(start));

/** What follows the order to go on from a snapshot. */
export const encodeRestoration = (restoration: LaunchRestoration): Buffer => encode(restorationRecords(restoration));

/** How a snapshot is taken. */
export interface LaunchTaking {
  /** The program that does it. */
  readonly taker: string;
  /** Exists. */
  readonly file: string;
  /** What it may write there. The process could make it any number of times what it has. */
  readonly maxBytes: number;
}

/** What follows the order to take one. */
export const encodeTaking = ({ taker, file, maxBytes }: LaunchTaking): Buffer =>
  encode([
    ["taker", taker],
    ["snapshot", file],
    ["snapshot-bytes", String(maxBytes)],
  ]);

/** What follows the order to mount. */
export const encodeMounts = (mounts: readonly LaunchMount[]): Buffer => encode(mountRecords(mounts));

/**
 * The bytes the launcher reads: a length of eight hexadecimal digits, then records of NUL-terminated strings.
 * @throws TypeError when a string holds a NUL itself and would be taken for more than one
 */
const encode = (all: Iterable<readonly string[]>): Buffer => {
  const strings = [...all].flat();
  if (strings.some((text) => text.includes("\0"))) throw new TypeError("A launch request cannot hold a NUL");
  const body = Buffer.from(strings.map((text) => `${text}\0`).join(""));
  return Buffer.concat([Buffer.from(body.length.toString(16).padStart(8, "0")), body]);
};

function* records(request: LaunchRequest): Generator<readonly string[]> {
  if (request.waits) yield ["waits"];
  else if (request.restoration !== undefined) yield* restorationRecords(request.restoration);
  else yield* startRecords(request);
  for (const program of request.companions?.programs ?? []) yield ["companion", program];
  for (const [name, value] of Object.entries(request.companions?.environment ?? {}))
    yield ["companion-variable", `${name}=${value}`];
  if (request.waits || request.restoration !== undefined) yield ["working-directory", "/"];
  if (request.privileged) yield ["privileged"];
  yield ["root-mount-point", request.rootMountPoint];
  if (request.image !== undefined) yield ["image", request.image];
  for (const symlink of request.symlinks) yield ["symlink", symlink.path, symlink.text];
  for (const directory of request.directories) yield ["directory", directory];
  yield* mountRecords(request.mounts);
  yield ["tmp-bytes", String(request.tmp.bytes)];
  if (request.tmp.kind === "image") {
    yield ["tmp-template", request.tmp.template];
    yield ["tmp-image", request.tmp.path];
  }
  for (const port of request.listenPorts) yield ["listen-port", String(port)];
  if (request.networkNamespace !== undefined) yield ["network-namespace", request.networkNamespace];
  if (request.cgroups.unified !== undefined) yield ["unified-cgroup", request.cgroups.unified];
  for (const file of request.cgroups.taskFiles) yield ["task-file", file];
  for (const { resource, value } of request.rlimits) yield ["rlimit", String(RLIMIT_NUMBERS[resource]), String(value)];
}

function* startRecords({ command, environment, workingDirectory }: SandboxStart): Generator<readonly string[]> {
  for (const argument of command) yield ["argument", argument];
  for (const [name, value] of Object.entries(environment)) yield ["variable", `${name}=${value}`];
  yield ["working-directory", workingDirectory];
}

function* restorationRecords({ restorer, image }: LaunchRestoration): Generator<readonly string[]> {
  yield ["restorer", restorer];
  yield ["snapshot", image];
}

function* mountRecords(mounts: readonly LaunchMount[]): Generator<readonly string[]> {
  for (const mount of mounts) {
    yield ["mount", mount.target];
    for (const source of mount.sources) yield ["source", source];
  }
}
