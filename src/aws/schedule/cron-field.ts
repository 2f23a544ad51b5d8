/** The values that one field of a cron expression allows. */
interface FieldRange {
  readonly min: number;
  readonly max: number;
  /** Words for values, the first one for `min`. */
  readonly words?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/** PARITY: Sunday is 1. */
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

export const FIELDS = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  dayOfMonth: { min: 1, max: 31 },
  month: { min: 1, max: 12, words: MONTHS },
  dayOfWeek: { min: 1, max: 7, words: WEEKDAYS },
  year: { min: 1970, max: 2199 },
} as const satisfies Record<string, FieldRange>;

/** `*`, `7`, `1-5`, each with an optional step. */
const PART = /^(?:(?<all>\*)|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d+))?$/;

/**
 * The values that a field names.
 * @throws Error that says what is wrong
 */
export const parseField = (text: string, range: FieldRange): ReadonlySet<number> => {
  const values = new Set<number>();
  for (const part of text.split(",")) for (const value of parsePart(part, range)) values.add(value);
  return values;
};

/** One value of a field. @throws Error that says what is wrong */
export const parseValue = (text: string, { min, max, words = [] }: FieldRange): number => {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? min + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new Error(`'${text}' is not from ${min} to ${max}`);
  return value;
};

const parsePart = (part: string, range: FieldRange): readonly number[] => {
  const groups = PART.exec(part)?.groups;
  if (groups === undefined) throw new Error(`'${part}' is no value, range or step`);
  const { all, from = "", to, step } = groups;
  const first = all === undefined ? parseValue(from, range) : range.min;
  const isOpen = all !== undefined || (to === undefined && step !== undefined);
  const last = isOpen ? range.max : to === undefined ? first : parseValue(to, range);
  const stepSize = Number(step ?? 1);
  if (stepSize === 0 || last < first) throw new Error(`'${part}' names no value`);
  return Array.from({ length: Math.floor((last - first) / stepSize) + 1 }, (_, index) => first + index * stepSize);
};
