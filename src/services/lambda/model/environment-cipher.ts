import type { KeyError, SealedDataKey } from "./data-keys.ts";

/** Environment variables of one function as they are kept: under a data key, and that under a KMS key. */
export interface SealedEnvironment extends SealedDataKey {
  /** Base64: the variables as JSON, encrypted and authenticated under the data key. */
  readonly ciphertext: string;
}

export type OpenedEnvironment =
  | { readonly kind: "variables"; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: "unreadable"; readonly error: KeyError };

/** Port: encrypts environment variables at rest. What is sealed for one function opens for no other. */
export interface EnvironmentCipher {
  /**
   * Never to be called inside a transaction: the first use makes the key `alias/aws/lambda`.
   * @param kmsKeyArn undefined for Lambda's own key
   * @throws ServiceException InvalidParameterValueException when the key cannot be used
   */
  seal(
    functionName: string,
    variables: Readonly<Record<string, string>>,
    kmsKeyArn: string | undefined,
  ): Promise<SealedEnvironment>;
  open(functionName: string, sealed: SealedEnvironment): Promise<OpenedEnvironment>;
  /** Calls `listener` after a key has become usable or unusable. */
  onKeyStateChange(listener: (keyId: string) => void): void;
}
