import type { Counts } from "./host-holdings.ts";

/** The parts of a heap snapshot that tell what there is; everything is numbers in one row. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly (readonly string[] | string)[];
    };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** How many objects there are of each class and of each kind of Node's and JavaScript's own, by name. */
export const countObjects = (json: string): Counts => {
  const { snapshot, nodes, strings } = JSON.parse(json) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, nameAt] = [fields.indexOf("type"), fields.indexOf("name")];
  const objectType = types[typeAt]?.indexOf("object");
  const byName = new Map<number, number>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const name = nodes[at + nameAt];
    if (nodes[at + typeAt] === objectType && name !== undefined) byName.set(name, (byName.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...byName].map(([name, count]) => [strings[name] ?? "", count]));
};
