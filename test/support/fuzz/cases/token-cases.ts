import { pathText, withValueAt } from "../values/tree.ts";
import type { Input } from "../wire/write-request.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import type { Site } from "./sites.ts";

const IS_TOKEN = /(?:token|marker)$/i;
const NOT_FOR_PAGES = /^(?:sequence|session|client|.*access|.*idempotency|eventsource)token$/i;

const GARBAGE = ["garbage", "bnVsbA==", "e30=", "W10=", "MQ==", "eyJhIjp7fX0=", "__proto__", "f/00000000"];

/** What stands for a place in a list: rubbish, and what other lists gave. */
export const tokenCases = ({ path, input, member }: Site, tokens: ReadonlyMap<string, string>): readonly FuzzCase[] => {
  if (member === undefined || !isPageToken(member.name)) return [];
  const texts = [
    ...GARBAGE.map((text) => [text, text] as const),
    ...[...tokens].flatMap(([operationName, token]) => [
      [`a token of ${operationName}`, token] as const,
      [`half a token of ${operationName}`, token.slice(0, token.length / 2)] as const,
      [`a token of ${operationName} with another end`, `${token.slice(0, -2)}AA`] as const,
    ]),
  ];
  return texts.map(([title, text]) => ({
    title: `${pathText(path)}: ${title}`,
    input: withValueAt(input, path, text) as Input,
  }));
};

export const isPageToken = (memberName: string): boolean =>
  IS_TOKEN.test(memberName) && !NOT_FOR_PAGES.test(memberName);
