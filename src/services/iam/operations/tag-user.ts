import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html */
export const tagUser = operation("TagUser", async ({ UserName, Tags }, { store }) => {
  await store.transaction(async (session) => {
    const user = await getUserByName(store, UserName, session);
    await store.users.setTags(user.userId, withTags(user.tags, Tags), session);
  });
});
