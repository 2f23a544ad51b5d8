import type { Clock } from "../../../base/clock.ts";
import type { RandomSource } from "../model/function-alias.ts";

/** Of what comes after the first of each second. Source: Lambda's page on X-Ray. */
const SHARE = 0.05;
/** Functions whose second is remembered; beyond, all begin anew. */
const MAX_FUNCTIONS = 10_000;

/**
 * Which invocations are traced when nobody decided: as on AWS, a function's first of each second and 5 % of the rest.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export class TraceSampler {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #sampledSecond = new Map<string, number>();

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  decide(functionName: string): boolean {
    const second = Math.floor(this.#clock.nowMs() / 1_000);
    if (this.#sampledSecond.get(functionName) === second) return this.#random() < SHARE;
    if (this.#sampledSecond.size >= MAX_FUNCTIONS) this.#sampledSecond.clear();
    this.#sampledSecond.set(functionName, second);
    return true;
  }
}
