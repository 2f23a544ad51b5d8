import type { FunctionVersion } from "../model/function-version.ts";

/** Where the directory looks when it does not remember. */
export interface FunctionSource {
  find(functionName: string, version: string): Promise<FunctionVersion | undefined>;
}

/**
 * The versions that invocations run, remembered so that a warm invoke asks no database.
 *
 * While an update is in progress its predecessor goes on being served: `hold` pins it, `change` lets go of it. What
 * was being read from the database while something changed is used once and not remembered.
 */
export class FunctionDirectory {
  readonly #source: FunctionSource;
  readonly #remembered = new Map<string, FunctionVersion>();
  readonly #held = new Map<string, FunctionVersion>();
  #changes = 0;

  constructor(source: FunctionSource) {
    this.#source = source;
  }

  /** @returns undefined when there is no such version */
  async find(functionName: string, version: string): Promise<FunctionVersion | undefined> {
    const key = keyOf(functionName, version);
    const known = this.#held.get(key) ?? this.#remembered.get(key);
    if (known !== undefined) return known;
    const changesBefore = this.#changes;
    const found = await this.#source.find(functionName, version);
    if (found !== undefined && this.#changes === changesBefore) this.#remembered.set(key, found);
    return this.#held.get(key) ?? found;
  }

  /** Goes on serving `version` as it is, whatever the database says, until `change`. */
  hold(version: FunctionVersion): void {
    this.#held.set(keyOf(version.functionName, version.version), version);
  }

  /** What the database says of a version is different from now on. */
  change(functionName: string, version: string): void {
    this.#changes += 1;
    this.#held.delete(keyOf(functionName, version));
    this.#remembered.delete(keyOf(functionName, version));
  }
}

/** Neither names nor versions hold a colon. */
const keyOf = (functionName: string, version: string): string => `${functionName}:${version}`;
