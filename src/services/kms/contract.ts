/** Associated data of a ciphertext: names and values that must be given again to decrypt. Not secret. */
export type EncryptionContext = Readonly<Record<string, string>>;

export interface DataKey {
  /** Of the key that `ciphertextBlob` opens under. Stays the same whatever account and region the server plays. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly plaintext: Uint8Array;
  /** Opaque; opens by `decrypt` under the same context. */
  readonly ciphertextBlob: Uint8Array;
}

/** Port: envelope encryption for other services. Failures are KMS's own exceptions, by their code. */
export interface DataKeys {
  /**
   * @param key id, ARN or alias of a symmetric key. `alias/aws/lambda` is made when it does not exist yet, by a
   *   write to the database: so never ask for one inside a transaction.
   * @throws ServiceException NotFoundException, InvalidArnException, DisabledException, KMSInvalidStateException,
   *   InvalidKeyUsageException
   */
  generateDataKey(key: string, context: EncryptionContext): Promise<DataKey>;
  /** @throws ServiceException the same ones, and InvalidCiphertextException */
  decrypt(keyId: string, ciphertextBlob: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
  /** Calls `listener` after a key has become usable or unusable, once that is durable and before the caller is told. */
  onStateChange(listener: (keyId: string) => void): void;
}
