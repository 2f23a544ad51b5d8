import type { Account } from "../../../aws/account.ts";
import type {
  ConcurrencyReading,
  ScalableConcurrency,
  ScalableFunction,
} from "../../application-autoscaling/contract.ts";
import { getQualifiedFunction } from "./qualified-function.ts";
import {
  type ProvisionDependencies,
  provisionConcurrency,
  removeProvisionedConcurrency,
} from "./provision-concurrency.ts";

/** Provisioned concurrency, as Application Auto Scaling reads and sets it. */
export class ProvisionedScaling implements ScalableConcurrency {
  readonly #dependencies: ProvisionDependencies;
  readonly #account: Account;

  constructor(dependencies: ProvisionDependencies, account: Account) {
    this.#dependencies = dependencies;
    this.#account = account;
  }

  async read(scalable: ScalableFunction): Promise<ConcurrencyReading> {
    const { store, provisioned } = this.#dependencies;
    const { functionName, qualifier } = await getQualifiedFunction(scalable, store, this.#account);
    const content = await store.records.concurrency.find({ functionName, qualifier });
    if (content === undefined) return { capacity: 0, available: 0, busyMs: 0, peakBusy: 0 };
    const { allocated, busyMs, peakBusy } = provisioned.stateOf({ functionName, qualifier, content });
    return { capacity: content.executions, available: allocated, busyMs, peakBusy };
  }

  async set(scalable: ScalableFunction, capacity: number): Promise<void> {
    const owner = await getQualifiedFunction(scalable, this.#dependencies.store, this.#account);
    if (capacity === 0) await removeProvisionedConcurrency(owner, this.#dependencies);
    else await provisionConcurrency(owner, capacity, this.#dependencies, this.#account);
  }
}
