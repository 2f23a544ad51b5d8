import type { AccessKeyRecord, AccessKeys, AccessKeyUse } from "../../aws/principal.ts";
import type { Clock } from "../../base/clock.ts";
import type { AccessKeyLastUsed } from "./model/access-key.ts";

/**
 * Long-term access keys in memory, so that verifying a signature waits for nothing. Operations change the database
 * first and then this index. Uses are noted here and written down in batches by `takeUses`.
 */
export class AccessKeyIndex implements AccessKeys, AccessKeyUse {
  readonly #records = new Map<string, AccessKeyRecord>();
  readonly #unsavedUses = new Map<string, AccessKeyLastUsed>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Long-term keys have no session token: one that comes with a token is not found here. */
  find(accessKeyId: string, sessionToken: string | undefined): AccessKeyRecord | undefined {
    return sessionToken === undefined ? this.#records.get(accessKeyId) : undefined;
  }

  put(record: AccessKeyRecord): void {
    this.#records.set(record.accessKeyId, record);
  }

  setStatus(accessKeyId: string, status: AccessKeyRecord["status"]): void {
    const record = this.#records.get(accessKeyId);
    if (record !== undefined) this.#records.set(accessKeyId, { ...record, status });
  }

  remove(accessKeyId: string): void {
    this.#records.delete(accessKeyId);
    this.#unsavedUses.delete(accessKeyId);
  }

  record(accessKeyId: string, use: { readonly serviceName: string; readonly region: string }): void {
    if (!this.#records.has(accessKeyId)) return;
    this.#unsavedUses.set(accessKeyId, { atMs: this.#clock.nowMs(), ...use });
  }

  /** The latest use that the database may not know of yet. */
  unsavedUse(accessKeyId: string): AccessKeyLastUsed | undefined {
    return this.#unsavedUses.get(accessKeyId);
  }

  /** Hands over every unsaved use and forgets it. */
  takeUses(): ReadonlyMap<string, AccessKeyLastUsed> {
    const uses = new Map(this.#unsavedUses);
    this.#unsavedUses.clear();
    return uses;
  }
}
