import type { Account } from "../../aws/account.ts";
import type { Clock } from "../../base/clock.ts";
import { randomHex } from "../../base/ids.ts";
import type { KeyUsageType, RotationType } from "../../models/generated/kms.ts";
import { newKeyMaterial } from "./cryptography/key-material.ts";
import { aliasNotFound, keyDisabled, keyNotFound, keyPendingDeletion, usageNotValid } from "./exceptions.ts";
import type { KeyStateChanges } from "./key-state-changes.ts";
import { aliasArn, DAY_MS, keyArn, type KmsKey } from "./model/key.ts";
import { type KeyReference, parseKeyId, parseKeyReference } from "./model/key-reference.ts";
import { keyFormOf } from "./model/key-spec.ts";
import type { KmsSession, KmsStore } from "./store/kms-store.ts";

const MATERIAL_ID_BYTES = 32;

/** Keys by whatever name callers give them, the states that let them be used, and the life of their material. */
export class KeyRing {
  readonly #store: KmsStore;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #changes: KeyStateChanges;

  constructor(store: KmsStore, account: Account, clock: Clock, changes: KeyStateChanges) {
    this.#store = store;
    this.#account = account;
    this.#clock = clock;
    this.#changes = changes;
  }

  arnOf(key: KmsKey): string {
    return keyArn(this.#account, key.keyId);
  }

  /**
   * The key that an id, an ARN, an alias or the ARN of one stands for, in whatever state.
   * @throws NotFoundException, InvalidArnException
   */
  get(keyId: string): Promise<KmsKey> {
    return this.#resolve(parseKeyReference(keyId, this.#account));
  }

  /** The same for operations that take no alias. */
  getById(keyId: string): Promise<KmsKey> {
    return this.#resolve({ kind: "key", keyId: parseKeyId(keyId, this.#account) });
  }

  /**
   * A key that may be used now, for this.
   * @throws also DisabledException, KMSInvalidStateException, InvalidKeyUsageException
   */
  async getUsable(keyId: string, usage: KeyUsageType, operationName: string): Promise<KmsKey> {
    const key = await this.get(keyId);
    this.checkEnabled(key);
    this.checkUsage(key, usage, operationName);
    return key;
  }

  checkEnabled(key: KmsKey): void {
    this.checkNotPendingDeletion(key);
    if (key.state === "Disabled") throw keyDisabled(this.arnOf(key));
  }

  checkNotPendingDeletion(key: KmsKey): void {
    if (key.state === "PendingDeletion") throw keyPendingDeletion(this.arnOf(key));
  }

  checkUsage(key: KmsKey, usage: KeyUsageType, operationName: string): void {
    if (key.usage !== usage) throw usageNotValid(this.arnOf(key), key.usage, operationName);
  }

  /** The secret that a key works with now. */
  async currentMaterial(key: KmsKey): Promise<Buffer> {
    const material = await this.#store.materials.find(key.keyId, key.material.version);
    if (material === undefined) throw new Error(`The material of KMS key ${key.keyId} is not stored.`);
    return material.secret;
  }

  /** Makes and stores a key with its first material. */
  async create(
    description: Omit<KmsKey, "material" | "createdAtMs" | "state" | "deletionAtMs">,
    also: (session: KmsSession, key: KmsKey) => Promise<void> = async () => {},
  ): Promise<KmsKey> {
    const secret = await newKeyMaterial(keyFormOf(description.spec));
    const key: KmsKey = {
      ...description,
      state: "Enabled",
      createdAtMs: this.#clock.nowMs(),
      deletionAtMs: undefined,
      material: { version: 1, materialId: randomHex(MATERIAL_ID_BYTES) },
    };
    await this.#store.transaction(async (session) => {
      await also(session, key);
      await this.#store.keys.put(key, session);
      const material = { ...key.material, createdAtMs: key.createdAtMs, rotationType: undefined };
      await this.#store.materials.insert(key.keyId, material, secret, session);
    });
    return key;
  }

  /**
   * Changes a key with nobody writing in between.
   * @param change what it throws comes back, nothing changed
   */
  async update(keyId: string, change: (current: KmsKey) => KmsKey): Promise<KmsKey> {
    const id = parseKeyId(keyId, this.#account);
    const { before, after } = await this.#store.transaction(async (session) => {
      const current = await this.#resolve({ kind: "key", keyId: id }, session);
      const next = change(current);
      await this.#store.keys.put(next, session);
      return { before: current, after: next };
    });
    if (before.state !== after.state) this.#changes.announce(id);
    return after;
  }

  /**
   * Gives a symmetric key new material; what the old one encrypted still decrypts.
   * @param decide sees the key as it is, inside the transaction; what it throws comes back, nothing changed
   */
  async rotate(
    keyId: string,
    rotationType: RotationType,
    decide: (current: KmsKey, session: KmsSession) => Promise<"rotate" | "leave">,
  ): Promise<KmsKey> {
    const secret = await newKeyMaterial({ kind: "symmetric" });
    const nowMs = this.#clock.nowMs();
    return this.#store.transaction(async (session) => {
      const current = await this.#resolve({ kind: "key", keyId }, session);
      if ((await decide(current, session)) === "leave") return current;
      const { rotation } = current;
      const material = { version: current.material.version + 1, materialId: randomHex(MATERIAL_ID_BYTES) };
      const isOwnTurn = rotationType === "AUTOMATIC" && rotation !== undefined;
      const next: KmsKey = {
        ...current,
        material,
        // A rotation on demand leaves the schedule as it is.
        rotation: isOwnTurn ? { ...rotation, nextAtMs: nowMs + rotation.periodDays * DAY_MS } : rotation,
      };
      await this.#store.materials.insert(keyId, { ...material, createdAtMs: nowMs, rotationType }, secret, session);
      await this.#store.keys.put(next, session);
      return next;
    });
  }

  /** Destroys a key whose waiting period has ended, with its material and aliases. Nothing brings it back. */
  async destroy(keyId: string): Promise<void> {
    const nowMs = this.#clock.nowMs();
    await this.#store.transaction(async (session) => {
      const current = await this.#store.keys.find(keyId, session);
      // Its deletion may have been cancelled since it was found due.
      if (current?.deletionAtMs === undefined || current.deletionAtMs > nowMs) return;
      await this.#store.materials.removeAll(keyId, session);
      await this.#store.aliases.removeAllOf(keyId, session);
      await this.#store.keys.remove(keyId, session);
    });
    this.#changes.announce(keyId);
  }

  async #resolve(reference: KeyReference, session?: KmsSession): Promise<KmsKey> {
    const keyId = reference.kind === "key" ? reference.keyId : await this.#keyIdOf(reference.aliasName);
    const key = await this.#store.keys.find(keyId, session);
    if (key === undefined) throw keyNotFound(keyArn(this.#account, keyId));
    return key;
  }

  async #keyIdOf(aliasName: string): Promise<string> {
    const alias = await this.#store.aliases.find(aliasName);
    if (alias === undefined) throw aliasNotFound(aliasArn(this.#account, aliasName));
    return alias.keyId;
  }
}
