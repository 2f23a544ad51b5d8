import { functionNotFound, invalidParameter } from "../../exceptions.ts";
import { functionArn } from "../../model/function-reference.ts";
import { checkTags } from "../../model/tags.ts";
import { operation } from "../operation.ts";
import { taggedFunctionName } from "../tagged-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource = operation("TagResource", async (input, { store, account }) => {
  // PARITY: this is all that AWS says.
  if (Object.keys(input.Tags).length === 0) {
    throw invalidParameter("An error occurred and the request cannot be processed.");
  }
  const functionName = taggedFunctionName(input.Resource, account);
  const tags = await store.functions.updateTags(functionName, (current) => {
    const next = { ...current, ...input.Tags };
    checkTags(next);
    return next;
  });
  if (tags === undefined) throw functionNotFound(functionArn(account, functionName));
});
