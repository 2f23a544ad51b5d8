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

/** Counts in memory, by service, operation and status. */
export class RequestCounters implements RequestMetrics {
  readonly #counts = new Map<string, { -readonly [Key in keyof RequestCount]: RequestCount[Key] }>();

  record({ serviceId, operationName, statusCode, durationMs }: RequestRecord): void {
    const key = `${serviceId}.${operationName}.${statusCode}`;
    const count = this.#counts.get(key);
    if (count === undefined) {
      this.#counts.set(key, { serviceId, operationName, statusCode, count: 1, totalDurationMs: durationMs });
    } else {
      count.count += 1;
      count.totalDurationMs += durationMs;
    }
  }

  /** A copy; operations that were never called are absent. */
  snapshot(): readonly RequestCount[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }
}
