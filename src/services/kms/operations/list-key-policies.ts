import { DEFAULT_POLICY_NAME } from "../model/key-policy.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html */
export const listKeyPolicies = operation("ListKeyPolicies", async (input, { keys }) => {
  await keys.getById(input.KeyId);
  const { items, end } = pageOf([DEFAULT_POLICY_NAME], input, (name) => name);
  return { PolicyNames: items, ...end };
});
