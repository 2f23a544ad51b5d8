import { invalidFilterPattern } from "../../exceptions.ts";
import type { MessageFilter } from "./message-filter.ts";

/**
 * What CloudWatch Logs allows in a regular expression: no groups, so that nothing nests and no search explodes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 */
const ALLOWED = /^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.\s]*$/;
/** Each repetition may try every length again: more of them than this could keep the server busy. */
const MAX_REPETITIONS = 5;

/** @throws InvalidParameterException */
export const regexFilter = (source: string): MessageFilter => {
  const repetitions = source.match(/(?<!\\)[*+{]/g)?.length ?? 0;
  if (!ALLOWED.test(source) || repetitions > MAX_REPETITIONS) throw invalidFilterPattern();
  try {
    const regex = new RegExp(source);
    return (text) => regex.test(text);
  } catch {
    throw invalidFilterPattern();
  }
};
