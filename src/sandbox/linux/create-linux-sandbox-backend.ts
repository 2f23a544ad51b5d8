import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { HostSandboxBackend } from "../contract.ts";
import { SafeSandboxBackend } from "../safe-sandbox-backend.ts";
import { noControlGroups } from "./cgroup/no-control-groups.ts";
import { hasHostRights } from "./host-rights.ts";
import { LinuxSandboxBackend } from "./linux-sandbox-backend.ts";
import type { NetworkNamespaces } from "./network/contract.ts";
import { composeEtc } from "./rootfs.ts";
import { ownIdentity } from "./server-identity.ts";

/** Where `scripts/build-native.mjs` puts the launcher, from here as from the built package. */
const LAUNCHER_PATH = fileURLToPath(new URL("../../../build/lambkin-launcher", import.meta.url));

export interface LinuxSandboxBackendOptions {
  /** Belongs to the sandboxes of this home alone; made when missing. */
  readonly scratchDirectory: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Without it every sandbox has loopback only. Stays the caller's to dispose, after the backend. */
  readonly network?: NetworkNamespaces;
}

/**
 * Sandboxes made of Linux namespaces, cgroups and a system call filter; as root or as any user.
 * @throws OperatorError when this host cannot run sandboxes at all
 */
export const createLinuxSandboxBackend = async (options: LinuxSandboxBackendOptions): Promise<HostSandboxBackend> => {
  const identity = await ownIdentity();
  const directory = path.join(options.scratchDirectory, identity);
  const rootMountPoint = path.join(directory, "root");
  await mkdir(rootMountPoint, { recursive: true, mode: 0o700 });
  const resolvConf = (egress: "none" | "host") => options.network?.resolvConf(egress) ?? "";
  const backend = new LinuxSandboxBackend({
    clock: options.clock,
    network: options.network,
    launcherPath: LAUNCHER_PATH,
    directory,
    rootMountPoint,
    privileged: await hasHostRights(),
    controlGroups: noControlGroups,
    etc: {
      none: await composeEtc(path.join(directory, "etc-none"), resolvConf("none")),
      host: await composeEtc(path.join(directory, "etc-host"), resolvConf("host")),
    },
  });
  return new SafeSandboxBackend(backend);
};
