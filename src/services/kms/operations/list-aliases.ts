import { aliasArn } from "../model/key.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const listAliases = operation("ListAliases", async (input, { store, keys, account }) => {
  const keyId = input.KeyId === undefined ? undefined : (await keys.getById(input.KeyId)).keyId;
  const all = await store.aliases.all();
  const wanted = keyId === undefined ? all : all.filter((alias) => alias.keyId === keyId);
  const { items, end } = pageOf(wanted, input, ({ aliasName }) => aliasName);
  return {
    Aliases: items.map((alias) => ({
      AliasName: alias.aliasName,
      AliasArn: aliasArn(account, alias.aliasName),
      TargetKeyId: alias.keyId,
      CreationDate: new Date(alias.createdAtMs),
      LastUpdatedDate: new Date(alias.updatedAtMs),
    })),
    ...end,
  };
});
