import { invalidFilterPattern } from "../../exceptions.ts";
import type { MessageFilter } from "./message-filter.ts";
import { regexFilter } from "./regex.ts";

/** An optional sign, then a quoted phrase, a regular expression between percent signs, or a bare word. */
const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))(?=\s|$)/y;

interface Term {
  readonly sign: string;
  readonly matches: MessageFilter;
}

/** Words that must stand in a message, must not (`-`), or of which one must (`?`). Case counts. */
export const parseTermPattern = (pattern: string): MessageFilter => {
  const terms = parseTerms(pattern);
  const required = terms.filter(({ sign }) => sign === "");
  const excluded = terms.filter(({ sign }) => sign === "-");
  const optional = terms.filter(({ sign }) => sign === "?");
  // PARITY: beside any other kind of term, the optional ones are ignored.
  const needsOne = optional.length > 0 && optional.length === terms.length;
  return (message) =>
    required.every(({ matches }) => matches(message)) &&
    !excluded.some(({ matches }) => matches(message)) &&
    (!needsOne || optional.some(({ matches }) => matches(message)));
};

const parseTerms = (pattern: string): readonly Term[] => {
  const terms: Term[] = [];
  const reader = new RegExp(TERM);
  while (reader.lastIndex < pattern.length) {
    const [, sign = "", phrase, regex, word] = reader.exec(pattern) ?? [];
    if (phrase === undefined && regex === undefined && word === undefined) throw invalidFilterPattern();
    terms.push({ sign, matches: regex === undefined ? contains(unescape(phrase ?? word ?? "")) : regexFilter(regex) });
  }
  return terms;
};

const contains =
  (text: string): MessageFilter =>
  (message) =>
    message.includes(text);

const unescape = (text: string): string => text.replaceAll(/\\(.)/gs, "$1");
