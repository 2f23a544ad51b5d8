import { aliasNotFound } from "../exceptions.ts";
import { checkAliasName } from "../model/alias-name.ts";
import { aliasArn } from "../model/key.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export const deleteAlias = operation("DeleteAlias", async (input, { store, account }) => {
  checkAliasName(input.AliasName);
  if (!(await store.aliases.remove(input.AliasName))) throw aliasNotFound(aliasArn(account, input.AliasName));
});
