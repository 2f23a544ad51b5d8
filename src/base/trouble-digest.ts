import type { Clock } from "./clock.ts";
import { type OperatorTrouble, operatorTroubleOf } from "./operator-trouble.ts";

/** How often the same trouble is told. A full disk fails every request, and its log may lie on the same disk. */
const SILENCE_MS = 60_000;

interface Told {
  readonly atMs: number;
  /** Times it was not told since. */
  silenced: number;
}

/** A line about an error that the operator can mend: what it is and what to do, instead of where in the code it was met. */
export interface TroubleFields {
  readonly trouble: OperatorTrouble;
  /** As often it would have been told since the last time. */
  readonly silenced?: number;
}

/** Keeps the log readable when one thing goes wrong again and again for a reason outside of this server. */
export class TroubleDigest {
  readonly #clock: Clock;
  /** By code and message of the line. */
  readonly #told = new Map<string, Told>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param about the line's message
   * @returns "as it is" for an error that is nobody's but ours, "not again" for what was told a moment ago
   */
  digest(error: unknown, about: string): TroubleFields | "as it is" | "not again" {
    const trouble = operatorTroubleOf(error);
    if (trouble === undefined) return "as it is";
    const key = `${trouble.code} ${about}`;
    const nowMs = this.#clock.monotonicMs();
    const told = this.#told.get(key);
    if (told !== undefined && nowMs - told.atMs < SILENCE_MS) {
      told.silenced += 1;
      return "not again";
    }
    this.#told.set(key, { atMs: nowMs, silenced: 0 });
    return { trouble, ...(told === undefined || told.silenced === 0 ? {} : { silenced: told.silenced }) };
  }
}
