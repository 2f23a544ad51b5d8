import type { GenerateDataKeyPairWithoutPlaintextRequest } from "../../models/generated/kms.ts";
import { newKeyMaterial } from "./cryptography/key-material.ts";
import { publicKeyDerOf } from "./cryptography/key-pairs.ts";
import { unsupported } from "./exceptions.ts";
import { findKeyForm } from "./model/key-spec.ts";
import type { KmsDependencies } from "./operation.ts";

/** What GenerateDataKeyPair and its sibling have in common: a pair for the caller, its private half encrypted. */
export const generateKeyPair = async (
  input: GenerateDataKeyPairWithoutPlaintextRequest,
  { keys, cipher }: Pick<KmsDependencies, "keys" | "cipher">,
  operationName: string,
) => {
  const form = input.KeyPairSpec === "SM2" ? undefined : findKeyForm(input.KeyPairSpec);
  if (form === undefined) throw unsupported(`Lambkin makes no key pairs of spec ${input.KeyPairSpec}.`);
  const key = await keys.getUsable(input.KeyId, "ENCRYPT_DECRYPT", operationName);
  const privateKey = await newKeyMaterial(form);
  const context = input.EncryptionContext ?? {};
  return {
    privateKey,
    PrivateKeyCiphertextBlob: await cipher.encrypt(key, "SYMMETRIC_DEFAULT", privateKey, context),
    PublicKey: publicKeyDerOf(privateKey),
    KeyId: keys.arnOf(key),
    KeyPairSpec: input.KeyPairSpec,
    KeyMaterialId: key.material.materialId,
  };
};
