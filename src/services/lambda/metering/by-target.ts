import type { InvocationRecord } from "../invoke/contract.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/** What of an invocation tells whom it is counted for. */
export type InvocationTarget = Pick<InvocationRecord, "functionVersion" | "invokedFunctionArn">;

/**
 * Keeps what is made of a version and the ARN that it is invoked by, as long as the version is in use: what is the same
 * for all its invocations is made once. Of several ARNs of one version, the last one's is kept.
 */
export class ByTarget<Value> {
  readonly #make: (target: InvocationTarget) => Value;
  readonly #kept = new WeakMap<FunctionVersion, { readonly functionArn: string; readonly value: Value }>();

  constructor(make: (target: InvocationTarget) => Value) {
    this.#make = make;
  }

  get(target: InvocationTarget): Value {
    const { functionVersion, invokedFunctionArn: functionArn } = target;
    const kept = this.#kept.get(functionVersion);
    if (kept?.functionArn === functionArn) return kept.value;
    const value = this.#make(target);
    this.#kept.set(functionVersion, { functionArn, value });
    return value;
  }
}
