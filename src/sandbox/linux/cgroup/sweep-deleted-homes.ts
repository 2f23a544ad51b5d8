import type { CgroupDirectory } from "./cgroup-directory.ts";
import type { HomeRecords } from "./home-records.ts";

/**
 * Removes the cgroups of other homes that are deleted. Empty ones only, as the kernel removes no other: what still runs
 * there is not ours to end.
 * @param homes the cgroup of this home in each hierarchy; the others lie beside it
 */
export const sweepDeletedHomes = async (homes: readonly CgroupDirectory[], records: HomeRecords): Promise<void> => {
  const parents = homes.map((home) => home.child(".."));
  for (const name of await records.deleted()) {
    for (const parent of parents) await removeEmptyOnes(parent.child(name));
    const left = await Promise.all(parents.map((parent) => parent.children()));
    if (!left.some((names) => names.includes(name))) await records.forget(name);
  }
};

const removeEmptyOnes = async (cgroup: CgroupDirectory): Promise<void> => {
  for (const name of await cgroup.children()) await removeEmptyOnes(cgroup.child(name));
  await cgroup.removeIfEmpty();
};
