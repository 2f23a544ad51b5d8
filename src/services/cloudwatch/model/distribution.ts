/** Most values that are told apart; more of them are rounded until so few are left. */
const MAX_ENTRIES = 100;
/** Neighbouring values differ by this factor once they are rounded, by its square when rounded again, and so on. */
const FINEST_RATIO = 1.01;

/** How a distribution is stored. */
export interface DistributionState {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How often values were rounded; 0 for exact ones. */
  readonly coarseness: number;
  /** Values with how often each occurred, in no order. Empty when only totals are known. */
  readonly entries: readonly (readonly [value: number, count: number])[];
}

interface Entry {
  readonly value: number;
  count: number;
}

/**
 * What is known of the values of some time: totals, and the values themselves for percentiles. A hundred different
 * values are kept as they are; beyond, they are rounded to about 1 % of themselves, or more coarsely if it must be.
 */
export class Distribution {
  #sampleCount = 0;
  #sum = 0;
  #minimum = Infinity;
  #maximum = -Infinity;
  #coarseness = 0;
  /** Values whose number is known but not the values, as those of a statistic set. */
  #unknownCount = 0;
  readonly #entries = new Map<number, Entry>();
  /** What was counted last, which counters count again and again. */
  #latest: Entry | undefined;
  /** Of the intervals that values are rounded to. */
  #width = 0;

  static from(state: DistributionState): Distribution {
    const distribution = new Distribution();
    distribution.merge(state);
    return distribution;
  }

  add(value: number, count = 1): void {
    this.#count(value * count, count, value, value);
    this.#enter(value, count);
  }

  /** Adds another's values. */
  merge({ sampleCount, sum, minimum, maximum, coarseness, entries }: DistributionState): void {
    this.#count(sum, sampleCount, minimum, maximum);
    while (this.#coarseness < coarseness) this.#coarsen();
    let known = 0;
    for (const [value, count] of entries) {
      known += count;
      this.#enter(value, count);
    }
    this.#unknownCount += Math.max(sampleCount - known, 0);
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }

  get sum(): number {
    return this.#sum;
  }

  get minimum(): number {
    return this.#minimum;
  }

  get maximum(): number {
    return this.#maximum;
  }

  get average(): number {
    return this.#sum / this.#sampleCount;
  }

  /** @returns values with their counts, from the lowest; undefined when only totals are known of some */
  get sorted(): readonly (readonly [value: number, count: number])[] | undefined {
    if (this.#unknownCount > 0) return undefined;
    return [...this.#entries]
      .map(([value, { count }]) => [this.#withinBounds(value), count] as const)
      .sort(([a], [b]) => a - b);
  }

  get state(): DistributionState {
    return {
      sampleCount: this.#sampleCount,
      sum: this.#sum,
      minimum: this.#minimum,
      maximum: this.#maximum,
      coarseness: this.#coarseness,
      entries: this.#unknownCount > 0 ? [] : [...this.#entries].map(([value, { count }]) => [value, count] as const),
    };
  }

  #count(sum: number, count: number, minimum: number, maximum: number): void {
    this.#sampleCount += count;
    this.#sum += sum;
    if (minimum < this.#minimum) this.#minimum = minimum;
    if (maximum > this.#maximum) this.#maximum = maximum;
  }

  #enter(value: number, count: number): void {
    const entry = this.#coarseness === 0 ? value : rounded(value, this.#width);
    if (this.#latest?.value !== entry) this.#latest = this.#entryOf(entry);
    this.#latest.count += count;
    while (this.#entries.size > MAX_ENTRIES) this.#coarsen();
  }

  #entryOf(value: number): Entry {
    let entry = this.#entries.get(value);
    if (entry === undefined) {
      entry = { value, count: 0 };
      this.#entries.set(value, entry);
    }
    return entry;
  }

  #coarsen(): void {
    this.#coarseness += 1;
    this.#width = Math.log(FINEST_RATIO) * 2 ** (this.#coarseness - 1);
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    this.#latest = undefined;
    for (const { value, count } of entries) this.#entryOf(rounded(value, this.#width)).count += count;
  }

  #withinBounds(value: number): number {
    return Math.min(Math.max(value, this.#minimum), this.#maximum);
  }
}

/** The middle of the interval that a value falls into, where intervals grow with the values. */
const rounded = (value: number, width: number): number => {
  if (value === 0) return 0;
  const interval = Math.floor(Math.log(Math.abs(value)) / width);
  return Math.sign(value) * Math.exp((interval + 0.5) * width);
};
