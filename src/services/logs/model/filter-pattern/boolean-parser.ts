import { invalidFilterPattern } from "../../exceptions.ts";

/** A test of something: a whole JSON event, or one field. */
export type Test<Subject> = (subject: Subject) => boolean;

/** Deeper parentheses are no one's pattern, and would only exhaust the stack. */
const MAX_DEPTH = 32;

/** The tokens of an expression, read one after another. */
export class TokenReader {
  readonly #tokens: readonly string[];
  #at = 0;
  depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  /** @throws InvalidParameterException at the end */
  next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw invalidFilterPattern();
    return token;
  }

  /** Takes the next token when it is this one. */
  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at++;
    return true;
  }
}

/** Parses `a && (b || c)`: `&&` binds closer than `||`. `parseTest` reads one test. @throws InvalidParameterException */
export const parseBoolean = <Subject>(reader: TokenReader, parseTest: () => Test<Subject>): Test<Subject> => {
  const alternatives = [parseAll(reader, parseTest)];
  while (reader.take("||")) alternatives.push(parseAll(reader, parseTest));
  return (subject) => alternatives.some((test) => test(subject));
};

const parseAll = <Subject>(reader: TokenReader, parseTest: () => Test<Subject>): Test<Subject> => {
  const tests = [parseOne(reader, parseTest)];
  while (reader.take("&&")) tests.push(parseOne(reader, parseTest));
  return (subject) => tests.every((test) => test(subject));
};

const parseOne = <Subject>(reader: TokenReader, parseTest: () => Test<Subject>): Test<Subject> => {
  if (!reader.take("(")) return parseTest();
  if (++reader.depth > MAX_DEPTH) throw invalidFilterPattern();
  const test = parseBoolean(reader, parseTest);
  if (!reader.take(")")) throw invalidFilterPattern();
  reader.depth--;
  return test;
};
