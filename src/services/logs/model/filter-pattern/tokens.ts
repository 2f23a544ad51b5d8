import { invalidFilterPattern } from "../../exceptions.ts";
import type { Literal, Operator } from "./comparison.ts";

/** Quoted text, regular expression, operators and brackets, `$` selectors, bare words. */
const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|&&|\|\||[!<>]=|[=<>(),]|\$(?:[^\s=!<>()&|,"[\]]|\[[^\]]*\])*|[^\s=!<>()&|,"%]+)/y;

/** @throws InvalidParameterException */
export const tokenize = (text: string): readonly string[] => {
  const tokens: string[] = [];
  const reader = new RegExp(TOKEN);
  const source = text.trimEnd();
  while (reader.lastIndex < source.length) {
    const token = reader.exec(source)?.[1];
    if (token === undefined) throw invalidFilterPattern();
    tokens.push(token);
  }
  return tokens;
};

const OPERATORS: readonly string[] = ["=", "!=", "<", "<=", ">", ">="] satisfies readonly Operator[];

export const isOperator = (token: string | undefined): token is Operator =>
  token !== undefined && OPERATORS.includes(token);

/** What a token on the right of an operator means. @throws InvalidParameterException */
export const toLiteral = (token: string): Literal => {
  if (token.startsWith('"')) return { kind: "text", value: token.slice(1, -1).replaceAll(/\\(.)/gs, "$1") };
  if (token.startsWith("%")) return { kind: "regex", value: token.slice(1, -1) };
  if (isOperator(token) || /^([(),]|&&|\|\|)$/.test(token)) throw invalidFilterPattern();
  return { kind: "word", value: token };
};
