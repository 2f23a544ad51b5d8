import { constants } from "node:fs";

import { attempt, isAccessible } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

const probeKvm = async (): Promise<HostFeature> => {
  if (!(await isAccessible("/dev/kvm"))) return absent("KVM", "no /dev/kvm; not needed");
  return (await isAccessible("/dev/kvm", constants.R_OK | constants.W_OK))
    ? present("KVM", "/dev/kvm can be opened; not used yet")
    : limited("KVM", "/dev/kvm may not be opened; not needed", "Add the user to the group kvm.");
};

/** @param output what `criu --version` prints: `Version: 4.1.1` */
export const describeCriu = (output: string): HostFeature =>
  present("CRIU", `${/Version:\s*(\S+)/.exec(output)?.[1] ?? "unknown"}; not needed: snapshots are taken without it`);

const probeCriu = async (): Promise<HostFeature> => {
  const tried = await attempt("criu", ["--version"]);
  return tried.kind === "ran"
    ? describeCriu(tried.output)
    : absent("CRIU", "not installed; not needed: snapshots are taken without it");
};

/** What Lambkin can do without. */
export const probeExtras = async (): Promise<readonly HostFeature[]> => Promise.all([probeKvm(), probeCriu()]);
