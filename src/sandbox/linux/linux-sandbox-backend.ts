import { rm } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
import type {
  HostSandboxBackend,
  MemoryFile,
  Sandbox,
  SandboxFeature,
  SandboxLimits,
  SandboxSpec,
  SweepReport,
} from "../contract.ts";
import type { ControlGroup, ControlGroups } from "./cgroup/contract.ts";
import { type LaunchRequest, type LaunchRlimit, type LaunchTmp, toLaunchMount } from "./launch-request.ts";
import { LauncherProcess } from "./launcher-process.ts";
import type { LauncherSpawner } from "./launcher-spawner.ts";
import { LinuxSandbox } from "./linux-sandbox.ts";
import { makeMemoryFile } from "./memory-file.ts";
import type { Egress, NetworkNamespace, NetworkNamespaces } from "./network/contract.ts";
import { planRootfs, ResolvConfFile, type ComposedEtc, type RootfsPlan } from "./rootfs.ts";
import { MEMORY_FILE_PROGRAM, toRestoration } from "./snapshots.ts";
import { sweep } from "./sweep.ts";
import type { TmpSource } from "./tmp-images.ts";

const BYTES_PER_MIB = 1024 * 1024;

/**
 * Where memory cannot be limited, what a process may reserve is. Runtimes reserve more than they use, Node some
 * 200 MiB, so a limit of exactly the function's memory would keep them from starting.
 */
const RESERVED_NOT_USED_MIB = 512;

export interface LinuxSandboxBackendParts {
  readonly features: readonly SandboxFeature[];
  readonly clock: Clock;
  readonly network: NetworkNamespaces | undefined;
  /** Ends with the backend. */
  readonly launchers: LauncherSpawner;
  readonly scratchDirectory: string;
  /** This server's own part of the scratch directory; removed with the backend. */
  readonly directory: string;
  readonly rootMountPoint: string;
  readonly privileged: boolean;
  readonly controlGroups: ControlGroups;
  readonly tmp: TmpSource;
  readonly composedRoot: RootfsPlan;
  readonly etc: Readonly<Record<Egress, ComposedEtc>>;
}

/** What exists of a sandbox before its launcher starts. */
interface PreparedParts {
  readonly cgroup: ControlGroup;
  readonly namespace: NetworkNamespace | undefined;
  readonly tmp: LaunchTmp;
  readonly etc: ComposedEtc;
}

/** Makes sandboxes from their parts; what was made is undone when a later part fails. */
export class LinuxSandboxBackend implements HostSandboxBackend {
  readonly #parts: LinuxSandboxBackendParts;
  readonly #resolvConf: Readonly<Record<Egress, ResolvConfFile>>;

  constructor(parts: LinuxSandboxBackendParts) {
    this.#parts = parts;
    this.#resolvConf = { none: new ResolvConfFile(parts.etc.none), host: new ResolvConfFile(parts.etc.host) };
  }

  get features(): readonly SandboxFeature[] {
    return this.#parts.features;
  }

  /** Without the host's rights, a process that is outside of the sandbox's user namespace cannot enter its mounts. */
  get canMount(): boolean {
    return this.#parts.privileged;
  }

  get canSnapshot(): boolean {
    return this.features.some(({ name, state }) => name === "snapshot" && state === "full");
  }

  makeMemoryFile(): Promise<MemoryFile> {
    return makeMemoryFile(MEMORY_FILE_PROGRAM);
  }

  async create(spec: SandboxSpec, { signal }: { readonly signal: AbortSignal }): Promise<Sandbox> {
    const { network, controlGroups, launchers, clock } = this.#parts;
    await using cleanup = new AsyncDisposableStack();
    const cgroup = await controlGroups.create(spec.id, spec.limits);
    cleanup.defer(() => cgroup.remove());
    const namespace = cleanup.use(await network?.acquire({ egress: spec.egress, signal }));
    const egress = namespace?.egress ?? "none";
    await this.#resolvConf[egress].keep(network?.resolvConf(egress) ?? "");
    const tmp = await this.#parts.tmp.tmpFor(spec.id, spec.limits.tmpMiB);
    const request = this.#request(spec, { cgroup, namespace, tmp, etc: this.#parts.etc[egress] });
    const launcher = await LauncherProcess.start(launchers, request, { clock, signal });
    cleanup.defer(() => launcher.kill());
    return new LinuxSandbox(spec, { launcher, cgroup, cleanup: cleanup.move() });
  }

  sweep(): Promise<SweepReport> {
    return sweep(this.#parts.scratchDirectory, this.#parts.controlGroups);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.launchers[Symbol.asyncDispose]();
    await this.#parts.controlGroups.remove();
    await rm(this.#parts.directory, { recursive: true, force: true });
  }

  #request(spec: SandboxSpec, made: PreparedParts): LaunchRequest {
    const { composedRoot, privileged, rootMountPoint } = this.#parts;
    const root = planRootfs(spec.rootfs, composedRoot, made.etc);
    return {
      command: spec.command,
      environment: spec.environment,
      waits: spec.waits ?? false,
      companions: spec.companions,
      restoration: spec.snapshot && toRestoration(spec.snapshot),
      workingDirectory: spec.workingDirectory,
      privileged,
      rootMountPoint,
      image: root.image,
      symlinks: root.symlinks,
      directories: (spec.directories ?? []).map((directory) => directory.slice(1)),
      mounts: [...root.mounts, ...spec.mounts.map(toLaunchMount)],
      tmp: made.tmp,
      listenPorts: spec.listenPorts,
      networkNamespace: made.namespace?.path,
      cgroups: made.cgroup.launch,
      rlimits: this.#rlimits(spec.limits),
    };
  }

  /** Cgroups do better what they can do at all: a resource limit counts a user's processes, not a sandbox's. */
  #rlimits(limits: SandboxLimits): readonly LaunchRlimit[] {
    const { controllers } = this.#parts.controlGroups;
    const rlimits: LaunchRlimit[] = [
      // As to the kernel: neither a file nor a program of the host's that collects them. 0 means files only.
      { resource: "core", value: 1 },
      { resource: "openFiles", value: limits.openFiles },
    ];
    if (!controllers.has("pids")) rlimits.push({ resource: "processes", value: limits.processes });
    if (!controllers.has("memory"))
      rlimits.push({ resource: "data", value: (limits.memoryMiB + RESERVED_NOT_USED_MIB) * BYTES_PER_MIB });
    return rlimits;
  }
}
