import { invalidFilterPattern } from "../../exceptions.ts";
import { parseBoolean, type Test, TokenReader } from "./boolean-parser.ts";
import { compileComparison } from "./comparison.ts";
import type { MessageFilter } from "./message-filter.ts";
import { compileSelector, type Selector } from "./selector.ts";
import { isOperator, tokenize, toLiteral } from "./tokens.ts";

/** `{ $.level = "ERROR" && $.ms > 100 }`: tests on events that are JSON; others never match. */
export const parseExpressionPattern = (pattern: string): MessageFilter => {
  if (!pattern.endsWith("}")) throw invalidFilterPattern();
  const reader = new TokenReader(tokenize(pattern.slice(1, -1)));
  const test = parseBoolean(reader, () => parseTest(reader));
  if (!reader.isAtEnd) throw invalidFilterPattern();
  return (message) => {
    const event = findJson(message);
    return event !== undefined && test(event);
  };
};

/** JSON log lines are objects; a line that is only a number or a word is text. */
const findJson = (message: string): object | undefined => {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
};

const parseTest = (reader: TokenReader): Test<unknown> => {
  const select = compileSelector(reader.next());
  const token = reader.next();
  if (isOperator(token)) {
    const test = compileComparison(token, toLiteral(reader.next()));
    return (event) => select(event).some((value) => isScalar(value) && test(value));
  }
  if (token.toUpperCase() === "IS") return parseIs(select, reader.next());
  if (token.toUpperCase() === "NOT" && reader.next().toUpperCase() === "EXISTS") {
    return (event) => select(event).length === 0;
  }
  throw invalidFilterPattern();
};

const NAMED_VALUES: ReadonlyMap<string, boolean | null> = new Map([
  ["TRUE", true],
  ["FALSE", false],
  ["NULL", null],
]);

const parseIs = (select: Selector, word: string): Test<unknown> => {
  const named = NAMED_VALUES.get(word.toUpperCase());
  if (named === undefined) throw invalidFilterPattern();
  return (event) => select(event).includes(named);
};

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
