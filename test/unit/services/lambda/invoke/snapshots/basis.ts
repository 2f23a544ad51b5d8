import type { SnapshotBasis } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";

/** What some sandbox is made of. */
export const basis: SnapshotBasis = {
  command: ["/bin/true"],
  rootfs: { kind: "composed" },
  mounts: [],
  limits: { memoryMiB: 128, cpus: 1, processes: 1, openFiles: 1, tmpMiB: 512 },
  egress: "none",
};
