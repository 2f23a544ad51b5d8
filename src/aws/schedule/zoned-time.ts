/** A moment as a clock on a wall shows it; months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A time zone by its IANA name. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError when there is no such zone */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  }

  wallTimeAt(epochMs: number): WallTime {
    const parts = this.#format.formatToParts(epochMs);
    const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return {
      year: read("year"),
      month: read("month"),
      day: read("day"),
      hour: read("hour"),
      minute: read("minute"),
    };
  }

  /** When the clocks show this; of two such moments the first; undefined when they skip it or there is no such day. */
  epochMsOf(wall: WallTime): number | undefined {
    const asUtcMs = toUtcMs(wall);
    // No zone is further from UTC than this; the offset before and after a change are both tried.
    const offsets = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((ms) => toUtcMs(this.wallTimeAt(ms)) - floorToMinute(ms));
    const candidates = offsets.map((offsetMs) => asUtcMs - offsetMs).sort((one, other) => one - other);
    return candidates.find((epochMs) => isSame(this.wallTimeAt(epochMs), wall));
  }
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const MINUTE_MS = 60_000;

const floorToMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

const isSame = (one: WallTime, other: WallTime): boolean =>
  one.year === other.year &&
  one.month === other.month &&
  one.day === other.day &&
  one.hour === other.hour &&
  one.minute === other.minute;

const toUtcMs = ({ year, month, day, hour, minute }: WallTime): number => Date.UTC(year, month - 1, day, hour, minute);
