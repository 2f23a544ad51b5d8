import type { ThrottleReason } from "../../../models/generated/lambda.ts";

/** A slot for one invocation. Disposed of when its caller is answered. */
type ConcurrencyLease = Disposable;

export type LeaseResult =
  | { readonly kind: "granted"; readonly lease: ConcurrencyLease }
  | {
      readonly kind: "throttled";
      readonly reason: Extract<
        ThrottleReason,
        "ConcurrentInvocationLimitExceeded" | "ReservedFunctionConcurrentInvocationLimitExceeded"
      >;
    };

/**
 * How many invocations may run at once: of a function that reserved concurrency, so many; of all the others together,
 * what is left of the account's limit. When a reservation changes, invocations that run already count where they now
 * belong, even if that is more than there is room for.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class ConcurrencyLimit {
  readonly #limit: number;
  /** Functions that run or have reserved something. */
  readonly #functions = new Map<string, FunctionSlots>();
  /** What is left of the limit by reservations. */
  #unreserved: number;
  #unreservedTaken = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#unreserved = limit;
  }

  /** Never waits. */
  acquire(functionName: string): LeaseResult {
    const slots = this.#functions.get(functionName) ?? this.#add(functionName);
    if (slots.reserved === undefined) {
      if (this.#unreservedTaken >= this.#unreserved) return this.#throttle(slots, "ConcurrentInvocationLimitExceeded");
      this.#unreservedTaken += 1;
    } else if (slots.taken >= slots.reserved) {
      return this.#throttle(slots, "ReservedFunctionConcurrentInvocationLimitExceeded");
    }
    slots.taken += 1;
    return slots.granted;
  }

  /** @param executions undefined when the function reserves nothing any more */
  reserve(functionName: string, executions: number | undefined): void {
    const slots = this.#functions.get(functionName) ?? this.#add(functionName);
    if (slots.reserved === undefined && executions !== undefined) this.#unreservedTaken -= slots.taken;
    if (slots.reserved !== undefined && executions === undefined) this.#unreservedTaken += slots.taken;
    slots.reserved = executions;
    this.#unreserved = this.#limit - this.#reservedTotal();
    this.#forgetUnused(slots);
  }

  #add(functionName: string): FunctionSlots {
    const slots: FunctionSlots = {
      functionName,
      taken: 0,
      reserved: undefined,
      // Slots of a function are alike, so one object stands for all of them; each is disposed of once by its `using`.
      granted: { kind: "granted", lease: { [Symbol.dispose]: () => this.#release(slots) } },
    };
    this.#functions.set(functionName, slots);
    return slots;
  }

  #release(slots: FunctionSlots): void {
    slots.taken -= 1;
    if (slots.reserved === undefined) this.#unreservedTaken -= 1;
    this.#forgetUnused(slots);
  }

  #throttle(slots: FunctionSlots, reason: (LeaseResult & { kind: "throttled" })["reason"]): LeaseResult {
    this.#forgetUnused(slots);
    return { kind: "throttled", reason };
  }

  #forgetUnused({ functionName, taken, reserved }: FunctionSlots): void {
    if (taken === 0 && reserved === undefined) this.#functions.delete(functionName);
  }

  #reservedTotal(): number {
    let total = 0;
    for (const { reserved } of this.#functions.values()) total += reserved ?? 0;
    return total;
  }
}

interface FunctionSlots {
  readonly functionName: string;
  readonly granted: LeaseResult;
  taken: number;
  /** Undefined for a function that shares what nobody reserves. */
  reserved: number | undefined;
}
