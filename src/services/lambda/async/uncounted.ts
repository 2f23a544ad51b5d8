import type { AsyncEventObserver } from "./contract.ts";

/** Counts nothing. */
export const UNCOUNTED: AsyncEventObserver = {
  onAccepted: () => undefined,
  onInvoke: () => undefined,
  onDropped: () => undefined,
  onDeliveryFailure: () => undefined,
  onRecursiveInvocation: () => undefined,
};
