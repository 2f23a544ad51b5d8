/** A data key as it is kept: under a KMS key, and bound to one function. */
export interface SealedDataKey {
  /** The KMS key that opens it, by its id. */
  readonly keyId: string;
  /** The function that it is bound to, as it was called then: account and region of a server may change. */
  readonly functionArn: string;
  /** Base64. */
  readonly encryptedDataKey: string;
}

/** A data key to encrypt with, and to be kept. */
export interface NewDataKey {
  readonly sealed: SealedDataKey;
  /** 32 bytes. */
  readonly plaintext: Uint8Array;
}

/** Why a key cannot be used, in KMS's own words. */
export interface KeyError {
  /** For example `DisabledException`. */
  readonly code: string;
  readonly kmsMessage: string;
}

export type KeyOutcome<Key> =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "unusable"; readonly error: KeyError };

/** Port: keys that belong to functions, for what is kept of them. */
export interface FunctionDataKeys {
  /**
   * Never to be called inside a transaction: the first use makes the key `alias/aws/lambda`.
   * @param kmsKeyArn undefined for Lambda's own key
   */
  make(functionName: string, kmsKeyArn: string | undefined): Promise<KeyOutcome<NewDataKey>>;
  open(sealed: SealedDataKey): Promise<KeyOutcome<Uint8Array>>;
}
