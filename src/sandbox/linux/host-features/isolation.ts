import { readFile } from "node:fs/promises";

import { hasHostRights } from "../host-rights.ts";
import { attempt } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

const NAMESPACES = ["user", "mount", "pid", "net", "ipc", "uts", "cgroup"];

const RIGHTS_REMEDY =
  "Start Lambkin as root: memory and CPU limits, a user of its own for each sandbox, and egress need it.";

/** The settings by which distributions keep users from making namespaces, with the value that allows it. */
const USER_NAMESPACE_SETTINGS: readonly (readonly [
  name: string,
  allows: (value: number) => boolean,
  allowed: string,
])[] = [
  ["user.max_user_namespaces", (value) => value > 0, "15000"],
  ["kernel.unprivileged_userns_clone", (value) => value === 1, "1"],
  ["kernel.apparmor_restrict_unprivileged_userns", (value) => value === 0, "0"],
];

const probeRights = async (): Promise<HostFeature> =>
  (await hasHostRights())
    ? present("root", "sandboxes get a host user each")
    : limited("root", `running as user ${process.geteuid?.() ?? "?"}`, RIGHTS_REMEDY);

const forbiddingSettings = async (): Promise<readonly string[]> => {
  const remedies = USER_NAMESPACE_SETTINGS.map(async ([name, allows, allowed]) => {
    const text = await readFile(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").catch(() => undefined);
    return text === undefined || allows(Number(text)) ? [] : [`sysctl -w ${name}=${allowed}`];
  });
  return (await Promise.all(remedies)).flat();
};

/** Makes one of each around a program that does nothing; they end with it. */
const probeNamespaces = async (): Promise<HostFeature> => {
  const flags = NAMESPACES.map((name) => `--${name}`);
  const tried = await attempt("unshare", [...flags, "--map-root-user", "--fork", "true"]);
  if (tried.kind === "ran") return present("namespaces", NAMESPACES.join(", "));
  if (tried.kind === "missing")
    return limited("namespaces", "not tried: the program unshare is missing", "Install the package util-linux.");
  const settings = await forbiddingSettings();
  const remedy =
    settings.length > 0 ? settings.join("; ") : "Run Lambkin outside of the container, or with --privileged.";
  return absent("namespaces", tried.message, remedy);
};

const probeSeccomp = async (): Promise<HostFeature> => {
  const status = await readFile("/proc/self/status", "utf8");
  return /^Seccomp_filters:|^Seccomp:/m.test(status)
    ? present("seccomp", "system calls can be filtered")
    : absent("seccomp", "this kernel filters no system calls", "Use a kernel with CONFIG_SECCOMP_FILTER.");
};

/** What keeps sandboxes apart. */
export const probeIsolation = async (): Promise<readonly HostFeature[]> =>
  Promise.all([probeRights(), probeNamespaces(), probeSeccomp()]);
