import { randomUUID } from "node:crypto";
import type { CreateKeyRequest, KeySpec, KeyUsageType } from "../../../models/generated/kms.ts";
import { unsupported, validationError } from "../exceptions.ts";
import { toKeyMetadata } from "../model/key-metadata.ts";
import { checkKeyPolicy, defaultKeyPolicy } from "../model/key-policy.ts";
import { findKeyForm, type KeyForm, usagesOf } from "../model/key-spec.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey = operation("CreateKey", async (input, { keys, account, caller }) => {
  refuseUnsupported(input);
  const spec = specOf(input);
  const form = findKeyForm(spec);
  if (form === undefined) throw unsupported(`Lambkin makes no keys of spec ${spec}.`);
  const usage = usageOf(input, spec, form);
  if (input.Policy !== undefined) {
    const skipsLockoutCheck = input.BypassPolicyLockoutSafetyCheck === true;
    checkKeyPolicy(input.Policy, { account, callerArn: caller.arn, skipsLockoutCheck });
  }
  const key = await keys.create({
    keyId: randomUUID(),
    spec,
    usage,
    manager: "CUSTOMER",
    description: input.Description ?? "",
    policy: input.Policy ?? defaultKeyPolicy(account),
    tags: withTags({}, input.Tags ?? []),
    rotation: undefined,
  });
  return { KeyMetadata: toKeyMetadata(key, account) };
});

const refuseUnsupported = ({ Origin, MultiRegion, CustomKeyStoreId, XksKeyId }: CreateKeyRequest): void => {
  if (Origin !== undefined && Origin !== "AWS_KMS") throw unsupported("Key material cannot be imported yet.");
  if (MultiRegion === true) throw unsupported("There is one region, so there are no multi-Region keys.");
  if (CustomKeyStoreId !== undefined || XksKeyId !== undefined) throw unsupported("There are no custom key stores.");
};

const specOf = ({ KeySpec, CustomerMasterKeySpec }: CreateKeyRequest): KeySpec => {
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined) {
    throw validationError("You cannot specify KeySpec and CustomerMasterKeySpec in the same request.");
  }
  return KeySpec ?? CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
};

const usageOf = ({ KeyUsage }: CreateKeyRequest, spec: KeySpec, form: KeyForm): KeyUsageType => {
  if (KeyUsage === undefined) {
    if (form.kind === "symmetric") return "ENCRYPT_DECRYPT";
    throw validationError("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  }
  if (usagesOf(form).includes(KeyUsage)) return KeyUsage;
  throw validationError(`KeyUsage ${KeyUsage} is not compatible with KeySpec ${spec}`);
};
