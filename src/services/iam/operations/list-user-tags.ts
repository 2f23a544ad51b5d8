import { pageOf } from "../model/page.ts";
import { toSortedTagList } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { getUserByName } from "../users.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html */
export const listUserTags = operation("ListUserTags", async (input, { store }) => {
  const { tags } = await getUserByName(store, input.UserName);
  const { items, end } = pageOf(toSortedTagList(tags), input, ({ Key }) => Key);
  return { Tags: items, ...end };
});
