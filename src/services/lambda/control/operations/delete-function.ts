import { functionNotFound, invalidParameter } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/**
 * Code that nobody else refers to is collected later; environments end when their invocation does.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
 */
export const deleteFunction = operation("DeleteFunction", async (input, { store, directory, invoker, account }) => {
  const { functionName, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  if (qualifier === LATEST) throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  if (qualifier !== undefined && !/^\d+$/.test(qualifier)) {
    throw invalidParameter("Deletion of aliases is not currently supported.");
  }
  if ((await store.functions.find(functionName, LATEST)) === undefined)
    throw functionNotFound(functionArn(account, functionName));
  // PARITY: deleting a version that does not exist succeeds. There are no versions yet.
  if (qualifier !== undefined) return { StatusCode: 204 };
  if (!(await store.functions.delete(functionName))) throw functionNotFound(functionArn(account, functionName));
  directory.change(functionName, LATEST);
  await invoker.retire(functionName, undefined);
  return { StatusCode: 204 };
});
