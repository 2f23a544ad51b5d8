import { quotaExceeded } from "../exceptions.ts";
import { MAX_POLICIES_PER_USER } from "../model/quotas.ts";
import { operation } from "../operation.ts";
import { checkAttachable } from "../policies.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html */
export const attachUserPolicy = operation("AttachUserPolicy", async ({ UserName, PolicyArn }, { store }) => {
  await store.transaction(async (session) => {
    const { userId } = await getUserByName(store, UserName, session);
    await checkAttachable(store, PolicyArn, session);
    const present = await store.attachments.list(userId, session);
    if (present.length >= MAX_POLICIES_PER_USER && !present.includes(PolicyArn)) {
      throw quotaExceeded("PoliciesPerUser", MAX_POLICIES_PER_USER);
    }
    await store.attachments.attach(userId, PolicyArn, session);
  });
});
