import { invalidFilterPattern } from "../../exceptions.ts";
import { parseBoolean, type Test, TokenReader } from "./boolean-parser.ts";
import { compileComparison } from "./comparison.ts";
import type { MessageFilter } from "./message-filter.ts";
import { isOperator, tokenize, toLiteral } from "./tokens.ts";

/** Quoted text and text in brackets are one field, as in access logs. */
const FIELD = /"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g;

/** One place in the pattern: any number of fields (`...`), or one field with a test. */
type Place = "ellipsis" | Test<string>;

/** `[ip, user, ..., status = 4*, bytes > 1000]`: tests on the fields of a line, by their place. */
export const parseSpacePattern = (pattern: string): MessageFilter => {
  if (!pattern.endsWith("]")) throw invalidFilterPattern();
  const reader = new TokenReader(tokenize(pattern.slice(1, -1)));
  const places: Place[] = [];
  while (!reader.isAtEnd) {
    places.push(parsePlace(reader));
    if (!reader.isAtEnd && !reader.take(",")) throw invalidFilterPattern();
  }
  const ellipsisAt = places.indexOf("ellipsis");
  if (places.length === 0 || places.lastIndexOf("ellipsis") !== ellipsisAt) throw invalidFilterPattern();
  const tests = places.filter((place) => place !== "ellipsis");
  const head = ellipsisAt === -1 ? tests : tests.slice(0, ellipsisAt);
  const tail = ellipsisAt === -1 ? [] : tests.slice(ellipsisAt);
  return (message) => {
    const fields = fieldsOf(message);
    const fits = ellipsisAt === -1 ? fields.length === tests.length : fields.length >= tests.length;
    return fits && passes(head, fields) && passes(tail, fields.slice(fields.length - tail.length));
  };
};

const passes = (tests: readonly Test<string>[], fields: readonly string[]): boolean =>
  tests.every((test, index) => test(fields[index] ?? ""));

const parsePlace = (reader: TokenReader): Place =>
  reader.take("...") ? "ellipsis" : parseBoolean(reader, () => parseFieldTest(reader));

/** `name`, or `name op value`. */
const parseFieldTest = (reader: TokenReader): Test<string> => {
  const name = reader.next();
  if (!/^[\w$.-]+$/.test(name)) throw invalidFilterPattern();
  const operator = reader.peek();
  if (!isOperator(operator)) return () => true;
  reader.next();
  return compileComparison(operator, toLiteral(reader.next()));
};

const fieldsOf = (message: string): readonly string[] =>
  [...message.matchAll(FIELD)].map(([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? "");
