import { MalformedInput, MAX_DEPTH } from "../malformed-input.ts";

/** A form body such as `Tags.member.1.Key=a` as the tree that its dotted names spell. */
export interface QueryNode {
  text: string | undefined;
  readonly children: Map<string, QueryNode>;
}

/** Far above what any operation takes, far below what would keep the server busy. */
const MAX_PARAMETERS = 100_000;

/**
 * Where a name comes twice the first one counts, as for AWS.
 * @throws MalformedInput for names without end
 */
export const parseQueryTree = (body: string): QueryNode => {
  const root = newNode();
  let count = 0;
  for (const [name, text] of new URLSearchParams(body)) {
    count += 1;
    if (count > MAX_PARAMETERS) throw new MalformedInput("Too many parameters");
    const node = descend(root, name);
    node.text ??= text;
  }
  return root;
};

const newNode = (): QueryNode => ({ text: undefined, children: new Map() });

const descend = (root: QueryNode, name: string): QueryNode => {
  const parts = name.split(".", MAX_DEPTH + 1);
  if (parts.length > MAX_DEPTH) throw new MalformedInput(`Nesting is deeper than ${MAX_DEPTH} levels`);
  let node = root;
  for (const part of parts) {
    const child = node.children.get(part) ?? newNode();
    node.children.set(part, child);
    node = child;
  }
  return node;
};

/** Children named by numbers, in the order of these, whatever gaps there are. */
export const numberedChildren = (node: QueryNode): readonly QueryNode[] =>
  [...node.children]
    .filter(([name]) => /^[1-9]\d{0,8}$/.test(name))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
