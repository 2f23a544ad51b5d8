import type { InvocationObserver } from "../invoke/contract.ts";

/** Several observers as one, told in this order. */
export const allObservers = (observers: readonly Partial<InvocationObserver>[]): InvocationObserver => ({
  onInvocation: (record) => {
    for (const observer of observers) observer.onInvocation?.(record);
  },
  onThrottle: (throttle) => {
    for (const observer of observers) observer.onThrottle?.(throttle);
  },
  onConcurrency: (sample) => {
    for (const observer of observers) observer.onConcurrency?.(sample);
  },
  onProvisionedConcurrency: (sample) => {
    for (const observer of observers) observer.onProvisionedConcurrency?.(sample);
  },
});
