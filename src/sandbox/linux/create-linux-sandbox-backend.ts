import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { HostSandboxBackend } from "../contract.ts";
import { SafeSandboxBackend } from "../safe-sandbox-backend.ts";
import { createControlGroups } from "./cgroup/create-control-groups.ts";
import { describeFeatures } from "./describe-features.ts";
import { hasHostRights } from "./host-rights.ts";
import { findLauncher } from "./launcher-program.ts";
import { LauncherSpawner } from "./launcher-spawner.ts";
import { LinuxSandboxBackend } from "./linux-sandbox-backend.ts";
import type { NetworkNamespaces } from "./network/contract.ts";
import { composeEtc, composeRoot } from "./rootfs.ts";
import { ownIdentity } from "./server-identity.ts";
import { snapshotObstacle } from "./snapshots.ts";
import { TmpImages, tmpImagesObstacle, tmpInMemory } from "./tmp-images.ts";

export interface LinuxSandboxBackendOptions {
  /** Belongs to the sandboxes of this home alone; made when missing. */
  readonly scratchDirectory: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Without it every sandbox has loopback only. Stays the caller's to dispose, after the backend. */
  readonly network?: NetworkNamespaces;
  /** Cgroup around all sandboxes, relative to the mount points; `lambkin` unless given. Must hold no process itself. */
  readonly cgroupParent?: string;
}

/**
 * Sandboxes made of Linux namespaces, cgroups and a system call filter; as root or as any user. Call `sweep` once
 * before the first sandbox.
 * @throws OperatorError when the launcher is missing
 */
export const createLinuxSandboxBackend = async (options: LinuxSandboxBackendOptions): Promise<HostSandboxBackend> => {
  const { clock, network, logger, cgroupParent } = options;
  const identity = await ownIdentity();
  const privileged = await hasHostRights();
  const launcher = await findLauncher({ privileged });
  await mkdir(options.scratchDirectory, { recursive: true, mode: 0o700 });
  const scratchDirectory = await realpath(options.scratchDirectory);
  const directory = path.join(scratchDirectory, identity);
  const rootMountPoint = path.join(directory, "root");
  await mkdir(rootMountPoint, { recursive: true, mode: 0o700 });
  const { controlGroups, reason } = await createControlGroups({ scratchDirectory, identity, clock, cgroupParent });
  const tmpObstacle = privileged ? await tmpImagesObstacle() : "only root can mount a disk image";
  const features = describeFeatures({
    privileged,
    cgroups: controlGroups.description,
    controllers: controlGroups.controllers,
    cgroupReason: reason,
    tmpObstacle,
    egress: network?.egress,
    snapshotObstacle: await snapshotObstacle(privileged),
  });
  for (const { name, state, detail } of features)
    if (state !== "full") logger.info({ feature: name, state, detail }, "the sandbox cannot promise everything here");
  const backend = new LinuxSandboxBackend({
    features,
    clock,
    network,
    launchers: new LauncherSpawner(launcher, clock),
    scratchDirectory,
    directory,
    rootMountPoint,
    privileged,
    controlGroups,
    tmp:
      tmpObstacle === undefined ? new TmpImages(path.join(scratchDirectory, "tmp-templates"), directory) : tmpInMemory,
    composedRoot: await composeRoot(),
    etc: {
      none: await composeEtc(path.join(directory, "etc-none")),
      host: await composeEtc(path.join(directory, "etc-host")),
    },
  });
  return new SafeSandboxBackend(backend);
};
