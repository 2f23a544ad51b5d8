import type { VersionStore } from "../store/version-store.ts";

/** What the operator reads when the server starts, where it concerns any version. */
export const snapStartNotices = async (versions: VersionStore): Promise<readonly string[]> => {
  const count = await versions.countWithSnapStart();
  if (count === 0) return [];
  return [
    `SnapStart: no snapshots are taken. Published versions that are to start from one (${count}) start as all others. ` +
      "Provisioned concurrency keeps their environments initialized.",
  ];
};
