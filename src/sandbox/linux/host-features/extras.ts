import { constants } from "node:fs";

import { attempt, isAccessible } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

/** Older ones fail on current kernels. */
const OLDEST_CRIU = 4;

const probeKvm = async (): Promise<HostFeature> => {
  if (!(await isAccessible("/dev/kvm"))) return absent("KVM", "no /dev/kvm; not needed");
  return (await isAccessible("/dev/kvm", constants.R_OK | constants.W_OK))
    ? present("KVM", "/dev/kvm can be opened; not used yet")
    : limited("KVM", "/dev/kvm may not be opened; not needed", "Add the user to the group kvm.");
};

/** @param output what `criu --version` prints: `Version: 4.1.1` */
export const describeCriu = (output: string): HostFeature => {
  const version = /Version:\s*(\S+)/.exec(output)?.[1] ?? "unknown";
  return Number.parseInt(version, 10) >= OLDEST_CRIU
    ? present("CRIU", version)
    : limited("CRIU", `${version} is too old for checkpoints`, `Install CRIU ${OLDEST_CRIU} or newer.`);
};

const probeCriu = async (): Promise<HostFeature> => {
  const tried = await attempt("criu", ["--version"]);
  return tried.kind === "ran"
    ? describeCriu(tried.output)
    : absent("CRIU", "not installed; not needed to run functions");
};

/** What Lambkin can do without. */
export const probeExtras = async (): Promise<readonly HostFeature[]> => Promise.all([probeKvm(), probeCriu()]);
