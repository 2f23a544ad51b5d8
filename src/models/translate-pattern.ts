/**
 * Models write their patterns for Java's engine. JavaScript's, with the `u` flag that `\p{L}` needs, forgives less and
 * knows other names, so each token is written anew; what both understand stays as it is.
 */
export const translatePattern = (pattern: string): string => new Translation(pattern).run();

/** Characters that may stand after a backslash in JavaScript: its own syntax, and escapes of the same meaning. */
const KEPT_ESCAPES = /^[\^$\\.*+?()[\]{}|/dDwWsSbBnrtvf1-9]$/;

/** Java's names of character sets, as the inside of a class. */
const SETS: Readonly<Record<string, string>> = {
  ASCII: String.raw`\0-\x7F`,
  Alnum: "0-9A-Za-z",
  Alpha: "A-Za-z",
  Blank: String.raw`\t `,
  Cntrl: String.raw`\0-\x1F\x7F`,
  Digit: "0-9",
  Graph: "!-~",
  IsAlphabetic: String.raw`\p{Alphabetic}`,
  IsWhitespace: String.raw`\s`,
  LD: String.raw`\p{L}\p{Nd}`,
  Lower: "a-z",
  Print: " -~",
  Punct: String.raw`!-\/:-@\[-\x60\{-~`,
  Space: String.raw`\s`,
  Upper: "A-Z",
  XDigit: "0-9A-Fa-f",
  all: String.raw`\s\S`,
};

interface Group {
  readonly isLookaround: boolean;
  /** Parentheses opened inside for flags that hold until the group's end. */
  flags: number;
}

class Translation {
  readonly #pattern: string;
  #offset = 0;
  #output = "";
  readonly #groups: Group[] = [{ isLookaround: false, flags: 0 }];

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  run(): string {
    while (this.#offset < this.#pattern.length) this.#token();
    return this.#output + ")".repeat(this.#groups[0]?.flags ?? 0);
  }

  #token(): void {
    const character = this.#pattern[this.#offset] ?? "";
    if (character === "\\") this.#output += this.#escape({ inClass: false });
    else if (character === "[") this.#class();
    else if (character === "(") this.#open();
    else if (character === ")") this.#close();
    else if ("*+?{".includes(character)) this.#quantifier();
    else this.#literal(character);
  }

  /** A brace or bracket that closes nothing is a character. */
  #literal(character: string): void {
    this.#output += character === "}" || character === "]" ? `\\${character}` : character;
    this.#offset += 1;
    if (character === "^" || character === "$") this.#dropQuantifier();
  }

  /** JavaScript does not repeat what takes no characters, and repeating it would change nothing. */
  #dropQuantifier(): void {
    this.#take(/^(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/);
  }

  #take(expression: RegExp): string | undefined {
    const [taken] = expression.exec(this.#pattern.slice(this.#offset)) ?? [];
    this.#offset += taken?.length ?? 0;
    return taken;
  }

  #escape({ inClass }: { readonly inClass: boolean }): string {
    const kept = this.#take(/^\\(?:u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|[pP]\{(?:\w\w?|\w+=\w+)\}(?<!\{LD\}))/);
    if (kept !== undefined) return kept;
    const codePoint = this.#take(/^\\(?:x\{[\dA-Fa-f]+\}|0[0-7]+)/);
    if (codePoint !== undefined) return unicodeEscape(codePoint);
    const set = this.#take(/^\\p\{\w+\}/);
    if (set !== undefined) return namedSet(set, inClass);
    const character = this.#pattern[this.#offset + 1] ?? "\\";
    this.#offset += 2;
    if (!inClass && character === "A") return "^";
    if (!inClass && (character === "z" || character === "Z")) return "$";
    const isKept = KEPT_ESCAPES.test(character) || (inClass && character === "-");
    return isKept ? `\\${character}` : character;
  }

  /** A hyphen beside a set of characters cannot make a range, so it is a character. */
  #class(): void {
    this.#output += this.#take(/^\[\^?/) ?? "";
    let afterSet = false;
    while (this.#offset < this.#pattern.length && this.#pattern[this.#offset] !== "]") {
      const escape = this.#pattern[this.#offset] === "\\" ? this.#escape({ inClass: true }) : undefined;
      const hyphen = escape === undefined ? this.#take(afterSet ? /^-/ : /^-(?=\\[dDwWsSpP])/) : undefined;
      this.#output += escape ?? (hyphen === undefined ? this.#take(/^[^]/u) : String.raw`\-`) ?? "";
      afterSet = escape !== undefined && /^\\[dDwWsSpP]/.test(escape);
    }
    this.#output += "]";
    this.#offset += 1;
  }

  #open(): void {
    const flags = this.#take(/^\(\?[ims]+\)/);
    if (flags !== undefined) {
      this.#output += `${flags.slice(0, -1)}:`;
      const group = this.#groups.at(-1);
      if (group !== undefined) group.flags += 1;
      return;
    }
    const opening = this.#take(/^\((?:\?(?:[:=!]|<[=!]))?/) ?? "";
    this.#output += opening;
    this.#groups.push({ isLookaround: /^\(\?<?[=!]/.test(opening), flags: 0 });
  }

  #close(): void {
    const group = this.#groups.length > 1 ? this.#groups.pop() : undefined;
    this.#output += ")".repeat(1 + (group?.flags ?? 0));
    this.#offset += 1;
    if (group?.isLookaround === true) this.#dropQuantifier();
  }

  /** A possessive quantifier becomes a greedy one; a brace that counts nothing is a character. */
  #quantifier(): void {
    const quantifier = this.#take(/^(?:[*+?]|\{\d+(?:,\d*)?\})/);
    if (quantifier === undefined) {
      this.#output += String.raw`\{`;
      this.#offset += 1;
      return;
    }
    this.#output += quantifier + (this.#take(/^[?+]/)?.replace("+", "") ?? "");
  }
}

/** `\x{60}` and the octal `\0140` as `\u{60}`. */
const unicodeEscape = (escape: string): string => {
  const code = escape.startsWith("\\x") ? Number.parseInt(escape.slice(3), 16) : Number.parseInt(escape.slice(2), 8);
  return `\\u{${code.toString(16)}}`;
};

const namedSet = (escape: string, inClass: boolean): string => {
  const inside = SETS[escape.slice(3, -1)];
  if (inside === undefined) return escape;
  return inClass ? inside : `[${inside}]`;
};
