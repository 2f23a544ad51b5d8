import { publicKeyDerOf } from "../cryptography/key-pairs.ts";
import { unsupported } from "../exceptions.ts";
import type { CustomerMasterKeySpec } from "../../../models/generated/kms.ts";
import { algorithmsOf } from "../model/key-metadata.ts";
import { keyFormOf } from "../model/key-spec.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export const getPublicKey = operation("GetPublicKey", async (input, { keys }) => {
  const key = await keys.get(input.KeyId);
  const { kind } = keyFormOf(key.spec);
  if (kind !== "rsa" && kind !== "ecc") {
    throw unsupported(`${keys.arnOf(key)} key spec is ${key.spec} which is not valid for GetPublicKey.`);
  }
  keys.checkEnabled(key);
  return {
    KeyId: keys.arnOf(key),
    PublicKey: publicKeyDerOf(await keys.currentMaterial(key)),
    CustomerMasterKeySpec: key.spec as CustomerMasterKeySpec,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    ...algorithmsOf(key),
  };
});
