import type { VersionStore } from "../store/version-store.ts";

/** What the operator reads when the server starts, where it concerns any version. */
export const snapStartNotices = async (
  versions: VersionStore,
  { isAvailable }: { readonly isAvailable: boolean },
): Promise<readonly string[]> => {
  if (isAvailable) return [];
  const count = await versions.countWithSnapStart();
  if (count === 0) return [];
  return [
    `SnapStart: this host cannot take snapshots. Published versions that are to start from one (${count}) start as all others. ` +
      "Provisioned concurrency keeps their environments initialized.",
  ];
};
