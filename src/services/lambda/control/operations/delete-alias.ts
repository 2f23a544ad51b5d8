import { functionNotFound } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: an alias that is not there is no error, a function that is not there is.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html
 */
export const deleteAlias = operation("DeleteAlias", async (input, { store, directory, provisioned, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  if (await store.aliases.delete(functionName, input.Name)) {
    directory.change(functionName, input.Name);
    await provisioned.refresh(functionName);
  } else if ((await store.functions.find(functionName, LATEST)) === undefined) {
    throw functionNotFound(functionArn(account, functionName));
  }
});
