import { noSuchPolicy } from "../exceptions.ts";
import { operation } from "../operation.ts";
import { checkPolicyArn } from "../policies.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html */
export const detachUserPolicy = operation("DetachUserPolicy", async ({ UserName, PolicyArn }, { store }) => {
  checkPolicyArn(PolicyArn);
  const { userId } = await getUserByName(store, UserName);
  if (!(await store.attachments.detach(userId, PolicyArn))) throw noSuchPolicy(PolicyArn);
});
