import type { Account } from "../../../../aws/account.ts";
import { functionNotFound } from "../../exceptions.ts";
import { functionArn, isVersion, LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { aliasNotDeletable, latestNotDeletable, versionReferenced } from "../../version-exceptions.ts";
import { type LambdaDependencies, operation } from "../operation.ts";

type Dependencies = LambdaDependencies & { readonly account: Account };

/**
 * Removes a function with all its versions and aliases, or one version. Code that nobody else refers to is collected
 * later; environments end when their invocation does.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
 */
export const deleteFunction = operation("DeleteFunction", async (input, context) => {
  const { store, account } = context;
  const { functionName, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  if (qualifier === LATEST) throw latestNotDeletable();
  if (qualifier !== undefined && !isVersion(qualifier)) throw aliasNotDeletable();
  // PARITY: even who asks for a version is told of the function.
  if ((await store.functions.find(functionName, LATEST)) === undefined) {
    throw functionNotFound(functionArn(account, functionName));
  }
  if (qualifier === undefined) await deleteWhole(functionName, context);
  else await deleteVersion(functionName, qualifier, context);
  return { StatusCode: 204 };
});

const deleteWhole = async (functionName: string, context: Dependencies): Promise<void> => {
  const { store, directory, invoker, asyncInvoker, provisioned, snapshots, account } = context;
  if (!(await store.functions.delete(functionName))) throw functionNotFound(functionArn(account, functionName));
  directory.forget(functionName);
  invoker.reserve(functionName, undefined);
  await invoker.retire(functionName, undefined);
  await provisioned.refresh(functionName);
  snapshots.collect();
  // Before the answer, so that a function that is created anew gets nothing that was meant for this one.
  await asyncInvoker.discard(functionName);
};

/** PARITY: deleting a version that does not exist succeeds. */
const deleteVersion = async (functionName: string, version: string, context: Dependencies): Promise<void> => {
  const { store, directory, invoker, provisioned, snapshots } = context;
  const outcome = await store.versions.delete(functionName, version);
  if (outcome.kind === "referenced") throw versionReferenced(outcome.aliasNames);
  directory.change(functionName, version);
  await invoker.retire(functionName, version);
  await provisioned.refresh(functionName);
  snapshots.collect();
};
