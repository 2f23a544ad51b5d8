import type { Account } from "../../../aws/account.ts";
import type { CustomerMasterKeySpec, KeyMetadata } from "../../../models/generated/kms.ts";
import { keyArn, type KmsKey } from "./key.ts";
import {
  agreementAlgorithmsOf,
  encryptionAlgorithmsOf,
  keyFormOf,
  macAlgorithmsOf,
  signingAlgorithmsOf,
} from "./key-spec.ts";

/** A key as the API shows it. */
export const toKeyMetadata = (key: KmsKey, account: Account): KeyMetadata => ({
  AWSAccountId: account.accountId,
  KeyId: key.keyId,
  Arn: keyArn(account, key.keyId),
  CreationDate: new Date(key.createdAtMs),
  Enabled: key.state === "Enabled",
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: key.state,
  ...(key.deletionAtMs === undefined ? {} : { DeletionDate: new Date(key.deletionAtMs) }),
  Origin: "AWS_KMS",
  KeyManager: key.manager,
  // PARITY: the former name of KeySpec is still answered. It lacks the newest specs, of which there are no keys here.
  CustomerMasterKeySpec: key.spec as CustomerMasterKeySpec,
  KeySpec: key.spec,
  ...algorithmsOf(key),
  MultiRegion: false,
  ...(key.spec === "SYMMETRIC_DEFAULT" ? { CurrentKeyMaterialId: key.material.materialId } : {}),
});

/** Only those of what the key is for. */
export const algorithmsOf = (
  key: KmsKey,
): Pick<KeyMetadata, "EncryptionAlgorithms" | "SigningAlgorithms" | "MacAlgorithms" | "KeyAgreementAlgorithms"> => {
  const form = keyFormOf(key.spec);
  switch (key.usage) {
    case "ENCRYPT_DECRYPT":
      return { EncryptionAlgorithms: encryptionAlgorithmsOf(form) };
    case "SIGN_VERIFY":
      return { SigningAlgorithms: signingAlgorithmsOf(form) };
    case "GENERATE_VERIFY_MAC":
      return { MacAlgorithms: macAlgorithmsOf(form) };
    case "KEY_AGREEMENT":
      return { KeyAgreementAlgorithms: agreementAlgorithmsOf(form) };
    default:
      return key.usage satisfies never;
  }
};
