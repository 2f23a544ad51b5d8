/** Where this host keeps its cgroups, as far as this process sees them. */
export interface Hierarchies {
  /** Version 1 mount points by controller. */
  readonly version1: ReadonlyMap<string, string>;
  /** The one version 2 hierarchy. On hybrid hosts it exists without controllers, and can freeze and kill all the same. */
  readonly unified: UnifiedHierarchy | undefined;
}

export interface UnifiedHierarchy {
  readonly mountPoint: string;
  /** The cgroup of this process, below the mount point; `/` is the mount point itself. */
  readonly ownPath: string;
}

/**
 * Reads the kernel's two tables.
 * @param mountInfo text of /proc/self/mountinfo
 * @param ownCgroups text of /proc/self/cgroup
 */
export const parseHierarchies = (mountInfo: string, ownCgroups: string): Hierarchies => {
  const version1 = new Map<string, string>();
  let unified: UnifiedHierarchy | undefined;
  const ownPath = /^0::(.*)$/m.exec(ownCgroups)?.[1] ?? "/";
  for (const line of mountInfo.split("\n")) {
    // `36 25 0:32 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct`
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", escapedMountPoint] = before.split(" ");
    const [type, , superOptions = ""] = after.split(" ");
    if (escapedMountPoint === undefined) continue;
    const mountPoint = unescapeMountPoint(escapedMountPoint);
    if (type === "cgroup2") unified ??= { mountPoint, ownPath: below(root, ownPath) };
    if (type === "cgroup") for (const option of superOptions.split(",")) version1.set(option, mountPoint);
  }
  return { version1, unified };
};

/** In a container the mount may begin in the middle of the tree that /proc/self/cgroup speaks of. */
const below = (root: string, ownPath: string): string =>
  root !== "/" && ownPath.startsWith(root) ? ownPath.slice(root.length) || "/" : ownPath;

/** The kernel writes blanks and the like as three octal digits. */
const unescapeMountPoint = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
