import type { TimestampFormat } from "../models/shape.ts";
import { MalformedInput } from "./malformed-input.ts";

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(\.\d+)? GMT$/;
const EPOCH_SECONDS = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Reads a timestamp as text. Lenient as AWS is: each of its formats is taken whatever the model prefers.
 * @throws MalformedInput
 */
export const parseTimestamp = (text: string): Date => {
  if (EPOCH_SECONDS.test(text)) return dateFromSeconds(Number(text));
  const date = DATE_TIME.test(text) || HTTP_DATE.test(text) ? new Date(text) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) throw notATimestamp("STRING_VALUE");
  return date;
};

/** @throws MalformedInput when no calendar has such a date */
export const dateFromSeconds = (seconds: number): Date => {
  const date = new Date(Math.round(seconds * 1000));
  if (Number.isNaN(date.getTime())) throw notATimestamp("NUMBER_VALUE");
  return date;
};

/** @param token how the wire's own value is called, for example `TRUE_VALUE` */
export const notATimestamp = (token: string): MalformedInput =>
  new MalformedInput(`${token} can not be converted to milliseconds since epoch`);

/** Whole seconds without a fraction, otherwise milliseconds as AWS prints them: `1.5`. */
export const secondsFromDate = (date: Date): number => date.getTime() / 1000;

/** ISO 8601 leaves out an empty fraction, as IAM and STS write it. */
export const formatTimestamp = (date: Date, format: TimestampFormat): string => {
  switch (format) {
    case "iso8601":
      return date.toISOString().replace(".000Z", "Z");
    case "rfc822":
      return date.toUTCString();
    case "unixTimestamp":
      return String(secondsFromDate(date));
    default:
      return format satisfies never;
  }
};
