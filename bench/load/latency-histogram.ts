/** Buckets to a doubling of the latency, so that a quantile is off by 1 % at most. */
const BUCKETS_A_DOUBLING = 64;

/** Latencies counted by bucket: a run of any length takes the same memory, and no sample is left out. Milliseconds. */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  record(ms: number): void {
    const bucket = Math.floor(Math.log2(ms * 1_000) * BUCKETS_A_DOUBLING);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count += 1;
    this.#sumMs += ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  get count(): number {
    return this.#count;
  }

  get meanMs(): number {
    return this.#sumMs / this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** @param share from 0 to 1 */
  quantile(share: number): number {
    let left = share * this.#count;
    for (const [bucket, count] of this.#sorted()) {
      left -= count;
      if (left <= 0) return middleMs(bucket);
    }
    return Number.NaN;
  }

  add(other: LatencyHistogram): void {
    for (const [bucket, count] of other.#counts) this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** Pairs of milliseconds and how often, ascending. */
  toJSON(): readonly (readonly [number, number])[] {
    return this.#sorted().map(([bucket, count]) => [Number(middleMs(bucket).toPrecision(4)), count]);
  }

  #sorted(): readonly (readonly [number, number])[] {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }
}

const middleMs = (bucket: number): number => 2 ** ((bucket + 0.5) / BUCKETS_A_DOUBLING) / 1_000;
