import type { Account } from "../../../aws/account.ts";
import { validationError } from "../exceptions.ts";
import { isVersion, LATEST, parseFunctionReference } from "../model/function-reference.ts";
import { functionDoesNotExist } from "../record-exceptions.ts";
import type { RecordOwner } from "../store/function-record-store.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

/** What a URL leads to. @throws ServiceException for versions: a URL is for a function or an alias */
export const urlOwner = (
  request: { readonly FunctionName: string; readonly Qualifier?: string | undefined },
  account: Account,
): RecordOwner => {
  const { functionName, qualifier } = parseFunctionReference(request.FunctionName, request.Qualifier, account);
  if (qualifier !== undefined && isVersion(qualifier)) {
    // The model says the same of the parameter; this is for the end of a name.
    throw validationError(
      `Value '${qualifier}' at 'qualifier' failed to satisfy constraint: ` +
        "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
    );
  }
  return { functionName, qualifier: qualifier ?? LATEST };
};

/** @throws ServiceException when there is no such function or alias */
export const checkUrlOwner = async (
  { functionName, qualifier }: RecordOwner,
  store: Pick<LambdaStore, "functions" | "aliases">,
): Promise<void> => {
  const found =
    qualifier === LATEST
      ? await store.functions.find(functionName, LATEST)
      : await store.aliases.find(functionName, qualifier);
  if (found === undefined) throw functionDoesNotExist();
};
