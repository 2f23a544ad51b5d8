import type { InvocationObserver } from "../invoke/contract.ts";

/** Several observers as one, told in this order. */
export const allObservers = (observers: readonly Partial<InvocationObserver>[]): InvocationObserver => ({
  onInvocation: all(observers, (observer) => observer.onInvocation?.bind(observer)),
  onThrottle: all(observers, (observer) => observer.onThrottle?.bind(observer)),
  onConcurrency: all(observers, (observer) => observer.onConcurrency?.bind(observer)),
  onProvisionedConcurrency: all(observers, (observer) => observer.onProvisionedConcurrency?.bind(observer)),
});

/** Who is not interested is not asked again: this is on the path of every invocation. */
const all = <Event>(
  observers: readonly Partial<InvocationObserver>[],
  methodOf: (observer: Partial<InvocationObserver>) => ((event: Event) => void) | undefined,
): ((event: Event) => void) => {
  const methods = observers.flatMap((observer) => methodOf(observer) ?? []);
  return (event) => {
    for (const tell of methods) tell(event);
  };
};
