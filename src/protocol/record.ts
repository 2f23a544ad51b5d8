/**
 * Sets a key that the caller chose. Plain assignment of `__proto__` would change the object's prototype instead of
 * adding a key.
 */
export const setOwn = (target: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
};
