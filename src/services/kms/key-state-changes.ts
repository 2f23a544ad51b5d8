/** Tells other services that a key has become usable or unusable. */
export class KeyStateChanges {
  readonly #listeners: ((keyArn: string) => void)[] = [];

  listen(listener: (keyArn: string) => void): void {
    this.#listeners.push(listener);
  }

  announce(keyArn: string): void {
    for (const listener of this.#listeners) listener(keyArn);
  }
}
