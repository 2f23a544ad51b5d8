import { readFile } from "node:fs/promises";

import { tmpImagesObstacle } from "../tmp-images.ts";
import { attempt } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

/**
 * Mounts an overlay on directories that exist in this script's own mount namespace only: a tmpfs over /tmp, which
 * nobody else sees and which ends with it.
 */
const OVERLAY_TRIAL = `set -e
mount -t tmpfs none /tmp
mkdir /tmp/one /tmp/two /tmp/merged
mount -t overlay none -o lowerdir=/tmp/one:/tmp/two /tmp/merged`;

const tryOverlay = async (flags: readonly string[]): Promise<boolean> =>
  (await attempt("unshare", [...flags, "--mount", "sh", "-c", OVERLAY_TRIAL])).kind === "ran";

const probeOverlay = async (): Promise<HostFeature> => {
  const isRoot = process.geteuid?.() === 0;
  const [asRoot, asUser] = await Promise.all([
    isRoot ? tryOverlay([]) : false,
    tryOverlay(["--user", "--map-root-user"]),
  ]);
  const works = [asRoot ? ["as root"] : [], asUser ? ["in a user namespace"] : []].flat();
  if (works.length > 0) return present("overlayfs", `works ${works.join(" and ")}`);
  return absent("overlayfs", "cannot be mounted, so functions cannot have several layers", "modprobe overlay");
};

const probeTmpImages = async (): Promise<HostFeature> => {
  const obstacle = await tmpImagesObstacle();
  if (obstacle === undefined) return present("loop devices and mkfs.ext4", "/tmp of functions can be on disk");
  return limited(
    "loop devices and mkfs.ext4",
    `${obstacle}; /tmp of functions is in memory and counted as theirs`,
    "Start Lambkin as root with the package e2fsprogs installed and the kernel module loop loaded.",
  );
};

const probeErofs = async (): Promise<HostFeature> => {
  const known = await readFile("/proc/filesystems", "utf8");
  return /\terofs$/m.test(known)
    ? present("erofs", "images of file systems can be mounted")
    : limited("erofs", "not loaded; only images of file systems would need it", "modprobe erofs");
};

/** What the root file system of a sandbox is made with. */
export const probeFileSystems = async (): Promise<readonly HostFeature[]> =>
  Promise.all([probeOverlay(), probeTmpImages(), probeErofs()]);
