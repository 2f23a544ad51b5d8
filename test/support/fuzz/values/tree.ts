/** Where a value stands inside an input: names of members, keys of maps, positions in lists. */
export type Path = readonly (string | number)[];

/** The tree with one value put in, or taken out when it is undefined. Nothing else is touched. */
export const withValueAt = (tree: unknown, [step, ...rest]: Path, value: unknown): unknown => {
  if (step === undefined) return value;
  if (Array.isArray(tree)) {
    const items: unknown[] = [...(tree as readonly unknown[])];
    items[Number(step)] = withValueAt(items[Number(step)], rest, value);
    return items;
  }
  const entries = new Map(Object.entries(tree ?? {}));
  const changed = withValueAt(entries.get(String(step)), rest, value);
  if (changed === undefined) entries.delete(String(step));
  else entries.set(String(step), changed);
  return Object.fromEntries(entries);
};

/** `Code.S3Key`, `Tags.0.Key`. */
export const pathText = (path: Path): string => path.join(".");
