import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { HomeRecords } from "./home-records.ts";

/**
 * Removes the cgroups of other homes that are deleted. Empty ones only, as the kernel removes no other: what still runs
 * there is not ours to end.
 * @param homes the cgroup of this home in each hierarchy; the others lie beside it
 */
export const sweepDeletedHomes = async (homes: readonly CgroupDirectory[], records: HomeRecords): Promise<void> => {
  const left = new Set<string>();
  for (const home of homes)
    for (const name of await home.child("..").children())
      if (await records.isDeleted(name)) {
        left.add(name);
        await removeEmptyOnes(home.child("..").child(name));
      }
  for (const name of left) {
    const remains = await Promise.all(homes.map((home) => home.child("..").children()));
    if (!remains.some((names) => names.includes(name))) await records.forget(name);
  }
};

const removeEmptyOnes = async (cgroup: CgroupDirectory): Promise<void> => {
  for (const name of await cgroup.children()) await removeEmptyOnes(cgroup.child(name));
  await cgroup.removeIfEmpty();
};
