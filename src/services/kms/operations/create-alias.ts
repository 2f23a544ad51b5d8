import { aliasExists, validationError } from "../exceptions.ts";
import { checkAliasName } from "../model/alias-name.ts";
import { aliasArn } from "../model/key.ts";
import { parseKeyReference } from "../model/key-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const createAlias = operation("CreateAlias", async (input, { store, keys, clock, account }) => {
  const { AliasName: aliasName, TargetKeyId } = input;
  checkAliasName(aliasName);
  if (parseKeyReference(TargetKeyId, account).kind === "alias") {
    throw validationError("Aliases must refer to keys. Not aliases");
  }
  const key = await keys.get(TargetKeyId);
  keys.checkNotPendingDeletion(key);
  const nowMs = clock.nowMs();
  await store.transaction(async (session) => {
    const present = await store.aliases.find(aliasName, session);
    if (present !== undefined) throw aliasExists(aliasArn(account, aliasName));
    await store.aliases.put({ aliasName, keyId: key.keyId, createdAtMs: nowMs, updatedAtMs: nowMs }, session);
  });
});
