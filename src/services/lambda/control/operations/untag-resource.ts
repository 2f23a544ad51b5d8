import { functionNotFound } from "../../exceptions.ts";
import { functionArn } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { taggedFunctionName } from "../tagged-function.ts";

/**
 * Keys that are not there are no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html
 */
export const untagResource = operation("UntagResource", async (input, { store, account }) => {
  const functionName = taggedFunctionName(input.Resource, account);
  const removed = new Set(input.TagKeys);
  const tags = await store.functions.updateTags(functionName, (current) =>
    Object.fromEntries(Object.entries(current).filter(([key]) => !removed.has(key))),
  );
  if (tags === undefined) throw functionNotFound(functionArn(account, functionName));
});
