/** What is known of one request when it is over. */
export interface RequestRecord {
  /** Model id, or `unknown` when the request was refused before its service was known. */
  readonly serviceId: string;
  readonly operationName: string;
  /** HTTP status, or 499 when the client went away before it got one. */
  readonly statusCode: number;
  readonly durationMs: number;
}

/** Port: who counts requests. Called once a request, on its hot path. */
export interface RequestMetrics {
  record(request: RequestRecord): void;
}

export interface RequestCount {
  readonly serviceId: string;
  readonly operationName: string;
  readonly statusCode: number;
  readonly count: number;
  readonly totalDurationMs: number;
}

type Counted = { -readonly [Key in keyof RequestCount]: RequestCount[Key] };

/** Counts in memory, by service, operation and status. */
export class RequestCounters implements RequestMetrics {
  readonly #counts: Counted[] = [];
  /** Maps in maps, because a key made of all three would cost more than the rest. */
  readonly #byService = new Map<string, Map<string, Map<number, Counted>>>();

  record({ serviceId, operationName, statusCode, durationMs }: RequestRecord): void {
    const count =
      this.#byService.get(serviceId)?.get(operationName)?.get(statusCode) ??
      this.#begin(serviceId, operationName, statusCode);
    count.count += 1;
    count.totalDurationMs += durationMs;
  }

  /** A copy; operations that were never called are absent. */
  snapshot(): readonly RequestCount[] {
    return this.#counts.map((count) => ({ ...count }));
  }

  #begin(serviceId: string, operationName: string, statusCode: number): Counted {
    const count = { serviceId, operationName, statusCode, count: 0, totalDurationMs: 0 };
    const byOperation = this.#byService.get(serviceId) ?? new Map<string, Map<number, Counted>>();
    const byStatus = byOperation.get(operationName) ?? new Map<number, Counted>();
    this.#byService.set(serviceId, byOperation.set(operationName, byStatus.set(statusCode, count)));
    this.#counts.push(count);
    return count;
  }
}
