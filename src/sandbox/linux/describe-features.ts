import type { SandboxFeature } from "../contract.ts";
import type { Controller } from "./cgroup/contract.ts";
import type { EgressAvailability } from "./network/contract.ts";

/** What was found out about the host when the backend was made. */
export interface HostFindings {
  readonly privileged: boolean;
  /** For people, for example `cgroup v2`. */
  readonly cgroups: string;
  readonly controllers: ReadonlySet<Controller>;
  readonly cgroupReason: string | undefined;
  /** Undefined when /tmp is on disk. */
  readonly tmpObstacle: string | undefined;
  readonly egress: EgressAvailability | undefined;
  /** Undefined when snapshots can be taken. */
  readonly snapshotObstacle: string | undefined;
}

/** Every promise, kept whole or not. */
export const describeFeatures = (host: HostFindings): readonly SandboxFeature[] => [
  host.privileged
    ? { name: "isolation", state: "full", detail: "a host user of its own for every sandbox" }
    : {
        name: "isolation",
        state: "reduced",
        detail: "user namespaces; sandboxes share the host user that runs Lambkin",
        remedy: "Run Lambkin as root, and every sandbox gets a host user of its own.",
      },
  limited(host, "memory", "memory", "resource limit on data instead of a limit on memory; use is not known"),
  limited(host, "cpu", "cpu", "not limited"),
  limited(host, "processes", "pids", "resource limit on processes instead of a cgroup"),
  host.controllers.has("freezer")
    ? { name: "freeze", state: "full", detail: host.cgroups }
    : { name: "freeze", state: "reduced", detail: "stop signals instead of a freezer", remedy: CGROUP_REMEDY },
  host.tmpObstacle === undefined
    ? { name: "tmp", state: "full", detail: "on disk, not charged to memory" }
    : {
        name: "tmp",
        state: "reduced",
        detail: `in memory, and counted as the sandbox's: ${host.tmpObstacle}`,
        remedy: "Run as root on a host with loop devices and mkfs.ext4 (package e2fsprogs).",
      },
  egress(host.egress),
  host.snapshotObstacle === undefined
    ? { name: "snapshot", state: "full", detail: "an initialized process can be kept, and gone on from in any number" }
    : {
        name: "snapshot",
        state: "missing",
        detail: host.snapshotObstacle,
        remedy: "Run as root on x86-64, on a kernel with CONFIG_CHECKPOINT_RESTORE, as distributions have it.",
      },
];

const CGROUP_REMEDY =
  "Run as root, or as a systemd service with `Delegate=yes`, on a host with the cgroup controllers memory, cpu and pids.";

const limited = (
  host: HostFindings,
  name: SandboxFeature["name"],
  controller: Controller,
  otherwise: string,
): SandboxFeature =>
  host.controllers.has(controller)
    ? { name, state: "full", detail: host.cgroups }
    : {
        name,
        state: name === "cpu" ? "missing" : "reduced",
        detail: host.cgroupReason === undefined ? otherwise : `${otherwise}: ${host.cgroupReason}`,
        remedy: CGROUP_REMEDY,
      };

const egress = (availability: EgressAvailability | undefined): SandboxFeature => {
  if (availability === undefined)
    return { name: "egress", state: "missing", detail: "not set up", remedy: "Configure the network." };
  if (availability.kind === "unavailable")
    return { name: "egress", state: "missing", detail: availability.reason, remedy: availability.remedy };
  return {
    name: "egress",
    state: "full",
    detail: availability.caveat ?? "as the host has it, without the host itself",
  };
};
