import { aliasNotFound, validationError } from "../exceptions.ts";
import { checkAliasName } from "../model/alias-name.ts";
import { aliasArn } from "../model/key.ts";
import { operation } from "../operation.ts";

/**
 * An alias moves only between keys that can do the same.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
 */
export const updateAlias = operation("UpdateAlias", async (input, { store, keys, clock, account }) => {
  const { AliasName: aliasName } = input;
  checkAliasName(aliasName);
  const target = await keys.getById(input.TargetKeyId);
  keys.checkNotPendingDeletion(target);
  await store.transaction(async (session) => {
    const alias = await store.aliases.find(aliasName, session);
    if (alias === undefined) throw aliasNotFound(aliasArn(account, aliasName));
    const current = await store.keys.find(alias.keyId, session);
    if (current !== undefined && (current.usage !== target.usage || isPair(current.spec) !== isPair(target.spec))) {
      throw validationError(
        `Alias ${aliasArn(account, aliasName)} cannot be changed to a key of another type or usage.`,
      );
    }
    await store.aliases.put({ ...alias, keyId: target.keyId, updatedAtMs: clock.nowMs() }, session);
  });
});

const isPair = (spec: string): boolean => /^(RSA|ECC)_/.test(spec);
