import type { Clock } from "../../base/clock.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KmsStore } from "./store/kms-store.ts";

/** How late a due deletion or rotation may be at most. */
const TEND_EVERY_MS = 15 * 60_000;

/** Does what falls due: destroys keys at the end of their waiting period, rotates others. */
export class KeyLifecycle {
  readonly #store: KmsStore;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;

  constructor(store: KmsStore, keys: KeyRing, clock: Clock, onError: (error: unknown) => void) {
    this.#store = store;
    this.#keys = keys;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Begins with what fell due while the server was down. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#tend().catch(this.#onError);
      await this.#clock.delay(TEND_EVERY_MS, { signal });
    }
  }

  async #tend(): Promise<void> {
    const { forDeletion, forRotation } = await this.#store.keys.due(this.#clock.nowMs());
    for (const { keyId } of forDeletion) await this.#keys.destroy(keyId);
    for (const { keyId, rotation } of forRotation) {
      // Whoever changed the schedule since, changed it for good.
      await this.#keys.rotate(keyId, "AUTOMATIC", async (current) =>
        current.rotation?.nextAtMs === rotation?.nextAtMs ? "rotate" : "leave",
      );
    }
  }
}
