/** Tells other services that a key has become usable or unusable. */
export class KeyStateChanges {
  readonly #listeners: ((keyId: string) => void)[] = [];

  listen(listener: (keyId: string) => void): void {
    this.#listeners.push(listener);
  }

  announce(keyId: string): void {
    for (const listener of this.#listeners) listener(keyId);
  }
}
