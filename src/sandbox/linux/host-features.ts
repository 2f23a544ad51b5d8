import { probeControlGroups } from "./host-features/control-groups.ts";
import { probeExtras } from "./host-features/extras.ts";
import type { HostFeature } from "./host-features/feature.ts";
import { probeFileSystems } from "./host-features/file-systems.ts";
import { probeIsolation } from "./host-features/isolation.ts";
import { probeMachine } from "./host-features/machine.ts";
import { probeOutbound } from "./host-features/outbound.ts";

export type { HostFeature } from "./host-features/feature.ts";

/**
 * Finds out what this host offers to sandboxes, by trying where only trying tells. Each trial happens in namespaces of
 * its own that end with it, so the host stays as it was, except that the kernel may load modules of its own to answer.
 */
export const probeHost = async (): Promise<readonly HostFeature[]> => {
  const groups = await Promise.all([
    probeMachine(),
    probeIsolation(),
    probeControlGroups().then((feature) => [feature]),
    probeFileSystems(),
    probeOutbound(),
    probeExtras(),
  ]);
  return groups.flat();
};
