import type { EncryptionAlgorithmSpec } from "../../models/generated/kms.ts";
import type { EncryptionContext } from "./contract.ts";
import { decryptSymmetric, encryptSymmetric, readCiphertextHeader } from "./cryptography/ciphertext.ts";
import {
  decryptRsa,
  encryptRsa,
  maxPlaintextBytes,
  type RsaEncryptionAlgorithm,
} from "./cryptography/rsa-encryption.ts";
import {
  algorithmIncompatible,
  ciphertextKeyNotFound,
  incorrectKey,
  invalidCiphertext,
  validationError,
} from "./exceptions.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KmsKey } from "./model/key.ts";
import { encryptionAlgorithmsOf, keyFormOf } from "./model/key-spec.ts";
import type { KmsStore } from "./store/kms-store.ts";

export interface DecryptionRequest {
  readonly ciphertextBlob: Uint8Array;
  /** As the caller gave it. A symmetric ciphertext names its key itself. */
  readonly keyId: string | undefined;
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly context: EncryptionContext;
  readonly operationName: string;
}

export interface Decrypted {
  readonly key: KmsKey;
  readonly plaintext: Buffer;
  /** Of the generation that had made the ciphertext; undefined for key pairs. */
  readonly materialId: string | undefined;
}

/** Encrypts and decrypts with keys in whatever form they are. */
export class KeyCipher {
  readonly #store: KmsStore;
  readonly #keys: KeyRing;

  constructor(store: KmsStore, keys: KeyRing) {
    this.#store = store;
    this.#keys = keys;
  }

  /** @param key usable */
  async encrypt(
    key: KmsKey,
    algorithm: EncryptionAlgorithmSpec,
    plaintext: Uint8Array,
    context: EncryptionContext,
  ): Promise<Buffer> {
    checkAlgorithm(key, algorithm);
    const material = await this.#keys.currentMaterial(key);
    const form = keyFormOf(key.spec);
    if (form.kind !== "rsa") {
      return encryptSymmetric(
        material,
        { keyId: key.keyId, materialVersion: key.material.version },
        plaintext,
        context,
      );
    }
    checkNoContext(context);
    const oaep = algorithm as RsaEncryptionAlgorithm;
    const limit = maxPlaintextBytes(form.modulusBits, oaep);
    if (plaintext.byteLength > limit) {
      throw validationError(
        `Algorithm ${oaep} and key spec ${key.spec} cannot encrypt data larger than ${limit} bytes.`,
      );
    }
    return encryptRsa(material, oaep, plaintext);
  }

  /** @throws InvalidCiphertextException, IncorrectKeyException, AccessDeniedException, and what `getUsable` throws */
  decrypt(request: DecryptionRequest): Promise<Decrypted> {
    return request.algorithm === "SYMMETRIC_DEFAULT" ? this.#decryptSymmetric(request) : this.#decryptRsa(request);
  }

  async #decryptSymmetric(request: DecryptionRequest): Promise<Decrypted> {
    const { ciphertextBlob, context, operationName } = request;
    const header = readCiphertextHeader(ciphertextBlob);
    if (header === undefined) throw invalidCiphertext();
    const named = request.keyId === undefined ? undefined : await this.#keys.get(request.keyId);
    if (named !== undefined && named.keyId !== header.keyId) throw incorrectKey();
    const key = named ?? (await this.#store.keys.find(header.keyId));
    if (key === undefined) throw ciphertextKeyNotFound();
    this.#keys.checkEnabled(key);
    this.#keys.checkUsage(key, "ENCRYPT_DECRYPT", operationName);
    const material = await this.#store.materials.find(key.keyId, header.materialVersion);
    const plaintext = material && decryptSymmetric(material.secret, ciphertextBlob, context);
    if (plaintext === undefined) throw invalidCiphertext();
    return { key, plaintext, materialId: material?.materialId };
  }

  async #decryptRsa(request: DecryptionRequest): Promise<Decrypted> {
    const { ciphertextBlob, keyId, algorithm, context, operationName } = request;
    if (keyId === undefined) throw validationError("You must specify a KeyId to decrypt with an asymmetric KMS key.");
    const key = await this.#keys.getUsable(keyId, "ENCRYPT_DECRYPT", operationName);
    checkAlgorithm(key, algorithm);
    checkNoContext(context);
    const material = await this.#keys.currentMaterial(key);
    const plaintext = decryptRsa(material, algorithm as RsaEncryptionAlgorithm, ciphertextBlob);
    if (plaintext === undefined) throw invalidCiphertext();
    return { key, plaintext, materialId: undefined };
  }
}

const checkAlgorithm = (key: KmsKey, algorithm: EncryptionAlgorithmSpec): void => {
  if (!encryptionAlgorithmsOf(keyFormOf(key.spec)).includes(algorithm))
    throw algorithmIncompatible(algorithm, key.spec);
};

const checkNoContext = (context: EncryptionContext): void => {
  if (Object.keys(context).length > 0) {
    throw validationError("Encryption context is not supported with asymmetric KMS keys.");
  }
};
