import { functionNotFound } from "../../exceptions.ts";
import { functionArn } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { taggedFunctionName } from "../tagged-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags = operation("ListTags", async (input, { store, account }) => {
  const functionName = taggedFunctionName(input.Resource, account);
  const tags = await store.functions.findTags(functionName);
  if (tags === undefined) throw functionNotFound(functionArn(account, functionName));
  return { Tags: tags };
});
