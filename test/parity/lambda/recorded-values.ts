import assert from "node:assert/strict";

const ANYTHING = /^<[a-z-]+>$/;
const NUMBERED = /<[a-z0-9-]+:\d+>/g;

/**
 * Compares answers with recorded ones, in which `<name>` stands for any value, and `<name:1>` for a text that differs
 * from run to run: wherever the number is the same it is the same text, and another text where it is another number.
 */
export class RecordedValues {
  readonly #values = new Map<string, string>();

  /** @throws AssertionError where `actual` is not what was recorded */
  match(actual: unknown, recorded: unknown): void {
    assert.deepEqual(this.#named(actual, recorded), recorded);
  }

  /** What was recorded, with the values of this run. */
  fill(recorded: unknown): unknown {
    const text = JSON.stringify(recorded).replaceAll(NUMBERED, (name) => this.#values.get(name) ?? name);
    return JSON.parse(text) as unknown;
  }

  /** `actual`, with the names of its values where `recorded` has them. */
  #named(actual: unknown, recorded: unknown): unknown {
    if (typeof recorded === "string") return this.#namedText(actual, recorded);
    if (Array.isArray(recorded) && Array.isArray(actual)) {
      return actual.map((item: unknown, index) => this.#named(item, recorded[index]));
    }
    if (!isObject(recorded) || !isObject(actual)) return actual;
    return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, this.#named(value, recorded[key])]));
  }

  #namedText(actual: unknown, recorded: string): unknown {
    if (ANYTHING.test(recorded)) return actual === undefined ? actual : recorded;
    if (typeof actual !== "string") return actual;
    const isNew = recorded.replaceAll(NUMBERED, "") === "" && !this.#values.has(recorded);
    if (isNew && ![...this.#values.values()].includes(actual)) this.#values.set(recorded, actual);
    return this.fill(recorded) === actual ? recorded : actual;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
