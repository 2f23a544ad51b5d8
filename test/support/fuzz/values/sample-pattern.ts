import { compilePattern } from "../../../../src/models/pattern.ts";

/** Tried in this order, so that what is made reads like a name where it may. */
const CANDIDATES = "a1Aze0Z_-./:,@+= *$~\t\n".split("");

/** How often what may be repeated is, beyond its minimum: the first that fits the length wins. */
const REPEATS = [0, 1, 3, 8, 16, 32, 64];
const ALTERNATIVES = [0, 1, 2, 3];

/**
 * A text that matches a model's pattern and has at least this length. Understands what models are written in; what it
 * does not understand it finds out at the end, because the result is checked.
 * @returns undefined when it finds none
 */
export const samplePattern = (pattern: string, length: { readonly min: number; readonly max: number }) => {
  const expression = compilePattern(pattern);
  for (const alternative of ALTERNATIVES) {
    for (const repeats of REPEATS) {
      const text = new Sampler(pattern, alternative, repeats).run();
      if (text.length >= length.min && text.length <= length.max && expression.test(text)) return text;
    }
  }
  return undefined;
};

class Sampler {
  readonly #pattern: string;
  readonly #alternative: number;
  readonly #repeats: number;
  #offset = 0;

  constructor(pattern: string, alternative: number, repeats: number) {
    this.#pattern = pattern;
    this.#alternative = alternative;
    this.#repeats = repeats;
  }

  run(): string {
    return this.#alternatives();
  }

  /** Up to the end of the group or of the pattern. */
  #alternatives(): string {
    const branches = [this.#sequence()];
    while (this.#pattern[this.#offset] === "|") {
      this.#offset += 1;
      branches.push(this.#sequence());
    }
    return branches[Math.min(this.#alternative, branches.length - 1)] ?? "";
  }

  #sequence(): string {
    let text = "";
    while (this.#offset < this.#pattern.length && !")|".includes(this.#pattern[this.#offset] ?? "")) {
      const start = this.#offset;
      const atom = this.#atom();
      text += this.#repeated(atom);
      if (this.#offset === start) this.#offset += 1;
    }
    return text;
  }

  #repeated(atom: string): string {
    const [quantifier, least, most] = this.#take(/^(?:[*+?]|\{(\d+)(,\d*)?\})[?+]?/);
    if (quantifier === undefined) return atom;
    if (quantifier.startsWith("?")) return this.#repeats > 1 ? atom : "";
    if (quantifier.startsWith("*")) return atom.repeat(this.#repeats);
    if (quantifier.startsWith("+")) return atom.repeat(Math.max(1, this.#repeats));
    const min = Number(least);
    const max = most === undefined ? min : most === "," ? min + this.#repeats : Number(most.slice(1));
    return atom.repeat(Math.min(max, Math.max(min, this.#repeats)));
  }

  #atom(): string {
    const [lookaround] = this.#take(/^\(\?<?[=!]/);
    if (lookaround !== undefined) {
      this.#alternatives();
      this.#offset += 1;
      return "";
    }
    const [group] = this.#take(/^\((?:\?(?:[a-z]*:|<\w+>|[a-z]+\)))?/);
    if (group !== undefined) {
      if (group.endsWith(")")) return "";
      const text = this.#alternatives();
      this.#offset += 1;
      return text;
    }
    const [anchor] = this.#take(/^(?:[\^$]|\\[AzZbB])/);
    if (anchor !== undefined) return "";
    const [set] = this.#take(/^(?:\[\^?\]?(?:\\.|\[[^\]]*\]|[^\]\\])*\]|\\[pP]\{\w+\}|\\u[\dA-Fa-f]{4}|\\.|\.)/);
    if (set === undefined) return this.#take(/^[^]/u)[0] ?? "";
    return matchingCharacter(set);
  }

  #take(expression: RegExp): readonly (string | undefined)[] {
    const taken = expression.exec(this.#pattern.slice(this.#offset)) ?? [];
    this.#offset += taken[0]?.length ?? 0;
    return taken;
  }
}

const matchingCharacter = (set: string): string => {
  try {
    const expression = compilePattern(set);
    return CANDIDATES.find((character) => expression.test(character)) ?? set.slice(-1);
  } catch {
    return "a";
  }
};
