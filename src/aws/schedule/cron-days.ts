import { FIELDS, parseField, parseValue } from "./cron-field.ts";

/** A day of the calendar; months count from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type DayTest = (day: CalendarDay) => boolean;

/**
 * The days that the fields for days allow. One of the two is `?`, so the other one decides.
 * @throws Error that says what is wrong
 */
export const parseDays = (dayOfMonth: string, dayOfWeek: string): DayTest => {
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw new Error("one of day-of-month and day-of-week must be ?, and only one");
  }
  return dayOfWeek === "?" ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
};

/** `L` is the last day, `LW` the last weekday, `15W` the weekday nearest to the 15th. */
const parseDayOfMonth = (text: string): DayTest => {
  if (text === "L") return (day) => day.day === daysIn(day);
  if (text === "LW") return (day) => day.day === nearestWeekday(day, daysIn(day));
  if (/^\d+W$/.test(text)) {
    const wanted = parseValue(text.slice(0, -1), FIELDS.dayOfMonth);
    return (day) => day.day === nearestWeekday(day, Math.min(wanted, daysIn(day)));
  }
  const days = parseField(text, FIELDS.dayOfMonth);
  return ({ day }) => days.has(day);
};

/** `L` is Saturday, `6L` the last Friday of a month, `6#3` its third one. */
const parseDayOfWeek = (text: string): DayTest => {
  if (text === "L") return (day) => weekdayOf(day) === FIELDS.dayOfWeek.max;
  if (/^\w+L$/.test(text)) {
    const wanted = parseValue(text.slice(0, -1), FIELDS.dayOfWeek);
    return (day) => weekdayOf(day) === wanted && day.day + 7 > daysIn(day);
  }
  const [weekday = "", count] = text.split("#");
  if (count !== undefined) {
    const wanted = parseValue(weekday, FIELDS.dayOfWeek);
    const nth = parseValue(count, { min: 1, max: 5 });
    return (day) => weekdayOf(day) === wanted && Math.ceil(day.day / 7) === nth;
  }
  const weekdays = parseField(text, FIELDS.dayOfWeek);
  return (day) => weekdays.has(weekdayOf(day));
};

/** 1 is Sunday. */
const weekdayOf = ({ year, month, day }: CalendarDay): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const daysIn = ({ year, month }: CalendarDay): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** From Monday to Friday, and never in another month. */
const nearestWeekday = (of: CalendarDay, day: number): number => {
  const weekday = weekdayOf({ ...of, day });
  if (weekday === 1) return day === daysIn(of) ? day - 2 : day + 1;
  if (weekday === 7) return day === 1 ? day + 2 : day - 1;
  return day;
};
