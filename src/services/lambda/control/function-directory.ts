import type { FunctionAlias } from "../model/function-alias.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/** Where functions are looked up: the store, or something that remembers it. */
export interface FunctionSource {
  readonly functions: { find(functionName: string, version: string): Promise<FunctionVersion | undefined> };
  readonly aliases: { find(functionName: string, name: string): Promise<FunctionAlias | undefined> };
}

/**
 * The versions that invocations run, and the aliases that lead to them, remembered so that a warm invoke asks no
 * database.
 *
 * While an update is in progress its predecessor goes on being served: `hold` pins it, `change` lets go of it. What
 * was being read from the database while something changed is used once and not remembered.
 */
export class FunctionDirectory implements FunctionSource {
  readonly functions: FunctionSource["functions"];
  readonly aliases: FunctionSource["aliases"];
  readonly #versions = new Map<string, FunctionVersion>();
  readonly #held = new Map<string, FunctionVersion>();
  readonly #aliases = new Map<string, FunctionAlias>();
  #changes = 0;

  constructor(source: FunctionSource) {
    this.functions = {
      find: async (functionName, version) => {
        const key = keyOf(functionName, version);
        const known = this.#held.get(key) ?? this.#versions.get(key);
        if (known !== undefined) return known;
        const found = await this.#read(this.#versions, key, () => source.functions.find(functionName, version));
        return this.#held.get(key) ?? found;
      },
    };
    this.aliases = {
      find: async (functionName, name) => {
        const key = keyOf(functionName, name);
        return this.#aliases.get(key) ?? this.#read(this.#aliases, key, () => source.aliases.find(functionName, name));
      },
    };
  }

  /**
   * Goes on serving `version` as it is, whatever the database says, until `change`. What is remembered of it stays the
   * same object: it may be an older revision of the same code and settings, which environments are warm for.
   */
  hold(version: FunctionVersion): void {
    const key = keyOf(version.functionName, version.version);
    this.#held.set(key, this.#versions.get(key) ?? version);
  }

  /** What the database says of a version or of an alias is different from now on. */
  change(functionName: string, qualifier: string): void {
    this.#changes += 1;
    for (const remembered of this.#all) remembered.delete(keyOf(functionName, qualifier));
  }

  /** A function is gone, with all its versions and aliases. */
  forget(functionName: string): void {
    this.#changes += 1;
    const prefix = keyOf(functionName, "");
    for (const remembered of this.#all) {
      for (const key of remembered.keys()) if (key.startsWith(prefix)) remembered.delete(key);
    }
  }

  /**
   * Forgets remembered versions, so that they are read anew. What is held stays: its update ends in a moment.
   * @returns those that were forgotten
   */
  reload(isAffected: (version: FunctionVersion) => boolean): readonly FunctionVersion[] {
    this.#changes += 1;
    const affected = [...this.#versions].filter(([, version]) => isAffected(version));
    for (const [key] of affected) this.#versions.delete(key);
    return affected.map(([, version]) => version);
  }

  get #all(): readonly Map<string, unknown>[] {
    return [this.#versions, this.#held, this.#aliases];
  }

  async #read<Found>(
    remembered: Map<string, Found>,
    key: string,
    find: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const changesBefore = this.#changes;
    const found = await find();
    if (found !== undefined && this.#changes === changesBefore) remembered.set(key, found);
    return found;
  }
}

/** Neither names nor qualifiers hold a colon, and no alias is called like a version. */
const keyOf = (functionName: string, qualifier: string): string => `${functionName}:${qualifier}`;
