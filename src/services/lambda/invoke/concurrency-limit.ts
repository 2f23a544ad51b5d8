/** A slot for one invocation. Disposed of when its caller is answered. */
type ConcurrencyLease = Disposable;

export type LeaseResult =
  | { readonly kind: "granted"; readonly lease: ConcurrencyLease }
  | { readonly kind: "throttled"; readonly reason: "ConcurrentInvocationLimitExceeded" };

/**
 * How many invocations may run at once in the account.
 * LIMIT: reserved and provisioned concurrency are not known yet; every slot is unreserved.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class ConcurrencyLimit {
  readonly #limit: number;
  readonly #granted: LeaseResult;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
    // Slots are alike, so one object stands for all of them; each is disposed of once by its `using`.
    this.#granted = { kind: "granted", lease: { [Symbol.dispose]: () => void (this.#taken -= 1) } };
  }

  /** Never waits. */
  acquire(): LeaseResult {
    if (this.#taken >= this.#limit) return { kind: "throttled", reason: "ConcurrentInvocationLimitExceeded" };
    this.#taken += 1;
    return this.#granted;
  }
}
