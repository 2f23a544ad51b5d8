import { inlinePoliciesTooLarge } from "../exceptions.ts";
import { putInlinePolicy } from "../inline-policies.ts";
import { checkIdentityPolicy } from "../model/identity-policy.ts";
import { MAX_USER_INLINE_POLICIES_SIZE } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html */
export const putUserPolicy = operation("PutUserPolicy", async (input, { store }) => {
  const policy = { policyName: input.PolicyName, document: input.PolicyDocument };
  checkIdentityPolicy(policy.document);
  await store.transaction(async (session) => {
    const { userId, userName } = await getUserByName(store, input.UserName, session);
    await putInlinePolicy(store, session, userId, policy, {
      maxSize: MAX_USER_INLINE_POLICIES_SIZE,
      tooLarge: () => inlinePoliciesTooLarge(MAX_USER_INLINE_POLICIES_SIZE, "user", userName),
    });
  });
});
