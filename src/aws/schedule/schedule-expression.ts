import { CronExpression } from "./cron-expression.ts";
import { TimeZone } from "./zoned-time.ts";

/** When something happens, again and again or once. */
export interface Schedule {
  /** The first moment after another one, in milliseconds since the epoch; undefined when there is none any more. */
  nextAfter(epochMs: number): number | undefined;
}

const EXPRESSION = /^(?<kind>at|rate|cron)\((?<content>.*)\)$/;
const AT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/;
const RATE = /^(?<value>[1-9]\d*) (?<unit>minute|hour|day)(?<plural>s?)$/;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 minutes)` or `cron(0 8 ? * MON-FRI *)`.
 * @param options.timeZone of `at` and `cron`, as IANA calls it
 * @param options.startMs what `rate` counts from
 * @throws Error that says what is wrong
 */
export const parseSchedule = (
  text: string,
  options: { readonly timeZone: string; readonly startMs: number },
): Schedule => {
  const zone = new TimeZone(options.timeZone);
  const { kind, content = "" } = EXPRESSION.exec(text.trim())?.groups ?? {};
  if (kind === "rate") return parseRate(content, options.startMs);
  if (kind === "at") return parseAt(content, zone);
  if (kind === "cron") return new CronExpression(content, zone);
  throw new Error("it is neither at(…), rate(…) nor cron(…)");
};

const parseAt = (content: string, zone: TimeZone): Schedule => {
  const [, year, month, day, hour, minute, second] = AT.exec(content)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined) {
    throw new Error("at wants yyyy-mm-ddThh:mm:ss");
  }
  const minuteMs = zone.epochMsOf({ year, month, day, hour, minute });
  if (minuteMs === undefined) throw new Error("there is no such time");
  const atMs = minuteMs + (second ?? 0) * 1_000;
  return { nextAfter: (epochMs) => (epochMs < atMs ? atMs : undefined) };
};

/** PARITY: one minute, but two minutes. */
const parseRate = (content: string, startMs: number): Schedule => {
  const { value, unit = "", plural } = RATE.exec(content)?.groups ?? {};
  const isSingular = value === "1";
  if (value === undefined || isSingular !== (plural === ""))
    throw new Error("rate wants a number and minutes, hours or days");
  const everyMs = Number(value) * (UNIT_MS[unit] ?? 0);
  return { nextAfter: (epochMs) => startMs + Math.max(1, Math.floor((epochMs - startMs) / everyMs) + 1) * everyMs };
};
