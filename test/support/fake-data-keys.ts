import type {
  FunctionDataKeys,
  KeyError,
  KeyOutcome,
  NewDataKey,
  SealedDataKey,
} from "../../src/services/lambda/model/data-keys.ts";

/** One key for all; what it is sealed in is the key itself. */
export class FakeDataKeys implements FunctionDataKeys {
  /** Why no key can be used. */
  error: KeyError | undefined;
  /** How often a sealed key was opened. */
  opened = 0;
  readonly newKey: NewDataKey = {
    sealed: { keyId: "key-1", functionArn: "arn:hello", encryptedDataKey: Buffer.alloc(32, 7).toString("base64") },
    plaintext: Buffer.alloc(32, 7),
  };

  make(): Promise<KeyOutcome<NewDataKey>> {
    return Promise.resolve(this.#outcome(this.newKey));
  }

  open({ encryptedDataKey }: SealedDataKey): Promise<KeyOutcome<Uint8Array>> {
    this.opened += 1;
    return Promise.resolve(this.#outcome(Buffer.from(encryptedDataKey, "base64")));
  }

  #outcome<Key>(key: Key): KeyOutcome<Key> {
    return this.error === undefined ? { kind: "key", key } : { kind: "unusable", error: this.error };
  }
}
