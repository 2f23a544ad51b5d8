import { operation } from "../operation.ts";

/**
 * There are no grants: CreateGrant is not supported.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
 */
export const listGrants = operation("ListGrants", async (input, { keys }) => {
  await keys.getById(input.KeyId);
  return { Grants: [], Truncated: false };
});
