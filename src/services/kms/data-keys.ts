import { randomBytes } from "node:crypto";
import type { DataKey, DataKeys, EncryptionContext } from "./contract.ts";
import type { KeyCipher } from "./key-cipher.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KeyStateChanges } from "./key-state-changes.ts";
import type { ManagedKeys } from "./managed-keys.ts";

const DATA_KEY_BYTES = 32;

/** What other services encrypt with: the same as GenerateDataKey and Decrypt, without the way over the network. */
export class ServiceDataKeys implements DataKeys {
  readonly #keys: KeyRing;
  readonly #cipher: KeyCipher;
  readonly #managed: ManagedKeys;
  readonly #changes: KeyStateChanges;

  constructor(keys: KeyRing, cipher: KeyCipher, managed: ManagedKeys, changes: KeyStateChanges) {
    this.#keys = keys;
    this.#cipher = cipher;
    this.#managed = managed;
    this.#changes = changes;
  }

  async generateDataKey(name: string, context: EncryptionContext): Promise<DataKey> {
    await this.#managed.ensure(name);
    const key = await this.#keys.getUsable(name, "ENCRYPT_DECRYPT", "GenerateDataKey");
    const plaintext = randomBytes(DATA_KEY_BYTES);
    const ciphertextBlob = await this.#cipher.encrypt(key, "SYMMETRIC_DEFAULT", plaintext, context);
    return { keyId: key.keyId, plaintext, ciphertextBlob };
  }

  async decrypt(keyId: string, ciphertextBlob: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
    const { plaintext } = await this.#cipher.decrypt({
      ciphertextBlob,
      keyId,
      algorithm: "SYMMETRIC_DEFAULT",
      context,
      operationName: "Decrypt",
    });
    return plaintext;
  }

  onStateChange(listener: (keyId: string) => void): void {
    this.#changes.listen(listener);
  }
}
