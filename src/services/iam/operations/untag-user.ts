import { withoutTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html */
export const untagUser = operation("UntagUser", async ({ UserName, TagKeys }, { store }) => {
  await store.transaction(async (session) => {
    const user = await getUserByName(store, UserName, session);
    await store.users.setTags(user.userId, withoutTags(user.tags, TagKeys), session);
  });
});
