/** A name that nobody has had yet. It gets its text when the request is made, so that each request has its own. */
export class Fresh {
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }
}

/** Counts up, so that two runs make the same names. */
export class FreshNames {
  #count = 0;

  /** The tree with every fresh name spelled out. */
  spell(tree: unknown): unknown {
    if (tree instanceof Fresh) return `${tree.prefix}${(this.#count += 1)}`;
    if (Array.isArray(tree)) return tree.map((item) => this.spell(item));
    if (typeof tree !== "object" || tree === null || Object.getPrototypeOf(tree) !== Object.prototype) return tree;
    return Object.fromEntries(Object.entries(tree).map(([name, item]) => [name, this.spell(item)]));
  }
}
