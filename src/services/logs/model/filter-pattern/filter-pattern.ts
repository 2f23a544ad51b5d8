import { parseExpressionPattern } from "./expression-pattern.ts";
import type { MessageFilter } from "./message-filter.ts";
import { parseSpacePattern } from "./space-pattern.ts";
import { parseTermPattern } from "./term-pattern.ts";

/**
 * The filter pattern language: terms, `{ $.json = selectors }`, `[space, delimited, fields]`.
 * @throws InvalidParameterException
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const parseFilterPattern = (pattern: string): MessageFilter => {
  const text = pattern.trim();
  if (text.startsWith("{")) return parseExpressionPattern(text);
  if (text.startsWith("[")) return parseSpacePattern(text);
  return parseTermPattern(text);
};
