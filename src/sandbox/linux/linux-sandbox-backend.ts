import { rm } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
import type { HostSandboxBackend, Sandbox, SandboxFeature, SandboxSpec, SweepReport } from "../contract.ts";
import type { ControlGroup, ControlGroups } from "./cgroup/contract.ts";
import type { LaunchRequest } from "./launch-request.ts";
import { LauncherProcess } from "./launcher-process.ts";
import { LinuxSandbox } from "./linux-sandbox.ts";
import type { Egress, NetworkNamespace, NetworkNamespaces } from "./network/contract.ts";
import { planRootfs, type ComposedEtc } from "./rootfs.ts";

const BYTES_PER_MIB = 1024 * 1024;

export interface LinuxSandboxBackendParts {
  readonly clock: Clock;
  readonly network: NetworkNamespaces | undefined;
  readonly launcherPath: string;
  /** This server's own scratch directory; removed with the backend. */
  readonly directory: string;
  readonly rootMountPoint: string;
  readonly privileged: boolean;
  readonly controlGroups: ControlGroups;
  readonly etc: Readonly<Record<Egress, ComposedEtc>>;
}

/** Makes sandboxes one at a time from their parts; what was made is undone when a later part fails. */
export class LinuxSandboxBackend implements HostSandboxBackend {
  readonly features: readonly SandboxFeature[] = [];
  readonly #parts: LinuxSandboxBackendParts;

  constructor(parts: LinuxSandboxBackendParts) {
    this.#parts = parts;
  }

  async create(spec: SandboxSpec, { signal }: { readonly signal: AbortSignal }): Promise<Sandbox> {
    const { network, controlGroups, launcherPath, clock } = this.#parts;
    await using cleanup = new AsyncDisposableStack();
    const cgroup = await controlGroups.create(spec.id, spec.limits);
    cleanup.defer(() => cgroup.remove());
    const namespace = await network?.acquire({ egress: spec.egress, signal });
    cleanup.use(namespace);
    const request = await this.#request(spec, cgroup, namespace);
    const launcher = await LauncherProcess.start(launcherPath, request, { clock, signal });
    return new LinuxSandbox(spec, { launcher, cgroup, cleanup: cleanup.move() });
  }

  sweep(): Promise<SweepReport> {
    return Promise.resolve({ processes: 0, cgroups: 0, mounts: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.controlGroups.remove();
    await rm(this.#parts.directory, { recursive: true, force: true });
  }

  async #request(
    spec: SandboxSpec,
    cgroup: ControlGroup,
    namespace: NetworkNamespace | undefined,
  ): Promise<LaunchRequest> {
    const { etc, privileged, rootMountPoint } = this.#parts;
    const root = await planRootfs(spec.rootfs, etc[namespace?.egress ?? "none"]);
    return {
      command: spec.command,
      environment: spec.environment,
      workingDirectory: spec.workingDirectory,
      privileged,
      rootMountPoint,
      image: root.image,
      symlinks: root.symlinks,
      mounts: [...root.mounts, ...spec.mounts.map(({ sources, target }) => ({ sources, target: target.slice(1) }))],
      tmp: { kind: "memory", bytes: spec.limits.tmpMiB * BYTES_PER_MIB },
      listenPorts: spec.listenPorts,
      networkNamespace: namespace?.path,
      cgroups: cgroup.launch,
      rlimits: [
        { resource: "core", value: 0 },
        { resource: "openFiles", value: spec.limits.openFiles },
        { resource: "processes", value: spec.limits.processes },
      ],
    };
  }
}
