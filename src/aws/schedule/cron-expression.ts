import { type CalendarDay, parseDays } from "./cron-days.ts";
import { FIELDS, parseField } from "./cron-field.ts";
import type { TimeZone } from "./zoned-time.ts";

/**
 * AWS's six fields: minutes, hours, day of month, month, day of week, year.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export class CronExpression {
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #months: ReadonlySet<number>;
  readonly #years: ReadonlySet<number>;
  readonly #isDay: (day: CalendarDay) => boolean;
  readonly #zone: TimeZone;

  /** @throws Error that says what is wrong */
  constructor(text: string, zone: TimeZone) {
    const fields = text.trim().split(/\s+/);
    const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
    if (fields.length !== 6 || year === undefined) throw new Error(`there are ${fields.length} fields instead of 6`);
    this.#minutes = sorted(parseField(minutes ?? "", FIELDS.minute));
    this.#hours = sorted(parseField(hours ?? "", FIELDS.hour));
    this.#isDay = parseDays(dayOfMonth ?? "", dayOfWeek ?? "");
    this.#months = parseField(month ?? "", FIELDS.month);
    this.#years = parseField(year, FIELDS.year);
    this.#zone = zone;
  }

  /** The first moment after another one; undefined when there is none any more. */
  nextAfter(epochMs: number): number | undefined {
    const last = Math.max(...this.#years);
    for (let day: CalendarDay = this.#zone.wallTimeAt(epochMs); day.year <= last; day = dayAfter(day)) {
      if (!this.#years.has(day.year) || !this.#months.has(day.month) || !this.#isDay(day)) continue;
      const moment = this.#firstOn(day, epochMs);
      if (moment !== undefined) return moment;
    }
    return undefined;
  }

  #firstOn({ year, month, day }: CalendarDay, afterMs: number): number | undefined {
    for (const hour of this.#hours) {
      for (const minute of this.#minutes) {
        const epochMs = this.#zone.epochMsOf({ year, month, day, hour, minute });
        if (epochMs !== undefined && epochMs > afterMs) return epochMs;
      }
    }
    return undefined;
  }
}

const sorted = (values: ReadonlySet<number>): readonly number[] => [...values].sort((one, other) => one - other);

const dayAfter = ({ year, month, day }: CalendarDay): CalendarDay => {
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
};
