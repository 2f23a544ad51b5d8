/** An alias or a version whose provisioned concurrency is scaled. */
export interface ScalableFunction {
  readonly functionName: string;
  /** An alias or a number; never `$LATEST`. */
  readonly qualifier: string;
}

export interface ConcurrencyReading {
  /** What is provisioned, or about to be. 0: nothing. */
  readonly capacity: number;
  /** Environments that are ready. */
  readonly available: number;
  /** How long provisioned environments were busy altogether; its growth tells their utilisation. */
  readonly busyMs: number;
  /** The most that were busy at once in this minute and the one before. */
  readonly peakBusy: number;
}

/** Port, implemented by Lambda: what this service scales. */
export interface ScalableConcurrency {
  /** @throws ServiceException when there is no such alias or version */
  read(scalable: ScalableFunction): Promise<ConcurrencyReading>;
  /**
   * @param capacity 0 removes what is provisioned
   * @throws ServiceException when it cannot be had
   */
  set(scalable: ScalableFunction, capacity: number): Promise<void>;
}
