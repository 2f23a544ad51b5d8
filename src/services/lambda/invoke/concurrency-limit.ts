import type { Clock } from "../../../base/clock.ts";
import type { ThrottleReason } from "../../../models/generated/lambda.ts";
import type { ConcurrencySample } from "./contract.ts";
import { TokenBucket } from "./token-bucket.ts";

/** A slot for one invocation. Disposed of when its caller is answered. */
type ConcurrencyLease = Disposable;

export type LeaseResult =
  | { readonly kind: "granted"; readonly lease: ConcurrencyLease }
  | { readonly kind: "throttled"; readonly reason: ThrottleReason };

/**
 * How many invocations may run at once. Of a version with provisioned concurrency, so many in any case; beyond that, of
 * a function that reserved concurrency, what its versions have not provisioned of it; of all the others together, what
 * is left of the account's limit. When any of this changes, invocations that run already count where they now belong,
 * even if that is more than there is room for.
 *
 * And how many may begin each second: a multiple of what is provisioned for a version, and beyond that, of the
 * concurrency that its function can have.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class ConcurrencyLimit {
  readonly #limit: number;
  /** Invocations per second for each unit of concurrency; 0: any number. */
  readonly #invocationRate: number;
  readonly #clock: Clock;
  readonly #functions = new Map<string, FunctionSlots>();
  /** What is left of the limit by reservations and provisioned concurrency. */
  #unreserved: number;
  #unreservedTaken = 0;
  #taken = 0;

  constructor(options: { readonly limit: number; readonly invocationRate: number; readonly clock: Clock }) {
    this.#limit = options.limit;
    this.#invocationRate = options.invocationRate;
    this.#clock = options.clock;
    this.#unreserved = options.limit;
  }

  /** Never waits. */
  acquire(functionName: string, versionNumber: string): LeaseResult {
    const slots = this.#slotsOf(functionName);
    const version = this.#versionOf(slots, versionNumber);
    const isOnDemand = version.taken >= version.provisioned;
    if (isOnDemand && this.#isFull(slots)) return slots.reserved === undefined ? ACCOUNT_FULL : FUNCTION_FULL;
    if (!this.#isInTime(slots, isOnDemand ? undefined : version))
      return slots.reserved === undefined ? TOO_FAST : TOO_FAST_FOR_RESERVED;
    version.taken += 1;
    slots.taken += 1;
    this.#taken += 1;
    if (isOnDemand) this.#countOnDemand(slots, 1);
    return version.granted;
  }

  /** @param executions undefined when the function reserves nothing any more */
  reserve(functionName: string, executions: number | undefined): void {
    const slots = this.#slotsOf(functionName);
    if (slots.reserved === undefined && executions !== undefined) this.#unreservedTaken -= slots.onDemand;
    if (slots.reserved !== undefined && executions === undefined) this.#unreservedTaken += slots.onDemand;
    slots.reserved = executions;
    this.#unreserved = this.#limit - this.#claimed();
  }

  /** @param executions 0 when the version has no provisioned concurrency any more */
  provision(functionName: string, versionNumber: string, executions: number): void {
    const slots = this.#slotsOf(functionName);
    const version = this.#versionOf(slots, versionNumber);
    const onDemandBefore = Math.max(0, version.taken - version.provisioned);
    version.provisioned = executions;
    this.#countOnDemand(slots, Math.max(0, version.taken - executions) - onDemandBefore);
    this.#unreserved = this.#limit - this.#claimed();
  }

  /** How much runs now. */
  sample(functionName: string): ConcurrencySample {
    return {
      functionName,
      functionExecutions: this.#functions.get(functionName)?.taken ?? 0,
      accountExecutions: this.#taken,
      unreservedExecutions: this.#unreservedTaken,
      claimedConcurrency: this.#limit - this.#unreserved + this.#unreservedTaken,
    };
  }

  /** To be called now and then: what has not run for a while takes no memory. */
  forgetUnused(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [functionName, slots] of this.#functions) {
      for (const [number, { taken, provisioned }] of slots.versions) {
        if (taken + provisioned === 0) slots.versions.delete(number);
      }
      const isUnused = slots.versions.size === 0 && slots.reserved === undefined;
      if (isUnused && slots.bucket.isFull(this.#rateOf(slots), nowMs)) this.#functions.delete(functionName);
    }
  }

  #slotsOf(functionName: string): FunctionSlots {
    let slots = this.#functions.get(functionName);
    if (slots === undefined) {
      slots = { versions: new Map(), bucket: new TokenBucket(), taken: 0, onDemand: 0, reserved: undefined };
      this.#functions.set(functionName, slots);
    }
    return slots;
  }

  #versionOf(slots: FunctionSlots, number: string): VersionSlots {
    const known = slots.versions.get(number);
    if (known !== undefined) return known;
    const version: VersionSlots = {
      taken: 0,
      provisioned: 0,
      bucket: undefined,
      // Slots of a version are alike, so one object stands for all of them; each is disposed of once by its `using`.
      granted: { kind: "granted", lease: { [Symbol.dispose]: () => this.#release(slots, version) } },
    };
    slots.versions.set(number, version);
    return version;
  }

  #release(slots: FunctionSlots, version: VersionSlots): void {
    if (version.taken > version.provisioned) this.#countOnDemand(slots, -1);
    version.taken -= 1;
    slots.taken -= 1;
    this.#taken -= 1;
  }

  #countOnDemand(slots: FunctionSlots, change: number): void {
    slots.onDemand += change;
    if (slots.reserved === undefined) this.#unreservedTaken += change;
  }

  #isFull(slots: FunctionSlots): boolean {
    if (slots.reserved === undefined) return this.#unreservedTaken >= this.#unreserved;
    return slots.onDemand >= slots.reserved - provisionedTotal(slots);
  }

  /** @param provisioned the version whose provisioned concurrency the invocation takes */
  #isInTime(slots: FunctionSlots, provisioned: VersionSlots | undefined): boolean {
    if (this.#invocationRate === 0) return true;
    if (provisioned !== undefined && this.#isInTimeOf(provisioned)) return true;
    return slots.bucket.take(this.#rateOf(slots), this.#clock.monotonicMs());
  }

  /** PARITY: what is provisioned has a rate of its own. What goes beyond it spills over, also while slots are free. */
  #isInTimeOf(version: VersionSlots): boolean {
    const perSecond = this.#invocationRate * version.provisioned;
    version.bucket ??= new TokenBucket();
    return version.bucket.take({ capacity: perSecond, perSecond }, this.#clock.monotonicMs());
  }

  /** PARITY: a function that reserves nothing may be as fast as the whole account. */
  #rateOf({ reserved }: FunctionSlots): { readonly capacity: number; readonly perSecond: number } {
    const perSecond = this.#invocationRate * (reserved ?? this.#limit);
    return { capacity: perSecond, perSecond };
  }

  #claimed(): number {
    let total = 0;
    for (const slots of this.#functions.values()) total += slots.reserved ?? provisionedTotal(slots);
    return total;
  }
}

const provisionedTotal = ({ versions }: FunctionSlots): number => {
  let total = 0;
  for (const { provisioned } of versions.values()) total += provisioned;
  return total;
};

const throttled = (reason: ThrottleReason): LeaseResult => ({ kind: "throttled", reason });
const ACCOUNT_FULL = throttled("ConcurrentInvocationLimitExceeded");
const FUNCTION_FULL = throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
const TOO_FAST = throttled("FunctionInvocationRateLimitExceeded");
const TOO_FAST_FOR_RESERVED = throttled("ReservedFunctionInvocationRateLimitExceeded");

interface FunctionSlots {
  readonly versions: Map<string, VersionSlots>;
  /** Holds the rate of invocations. */
  readonly bucket: TokenBucket;
  taken: number;
  /** Of those taken, the ones beyond provisioned concurrency. */
  onDemand: number;
  /** Undefined for a function that shares what nobody reserves. */
  reserved: number | undefined;
}

interface VersionSlots {
  readonly granted: LeaseResult;
  taken: number;
  provisioned: number;
  /** Holds the rate of what is provisioned; undefined as long as nothing was. */
  bucket: TokenBucket | undefined;
}
