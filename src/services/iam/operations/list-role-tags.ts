import { pageOf } from "../model/page.ts";
import { toSortedTagList } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { getRoleByName } from "../role-changes.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
export const listRoleTags = operation("ListRoleTags", async (input, { store }) => {
  const { tags } = await getRoleByName(store, input.RoleName);
  const { items, end } = pageOf(toSortedTagList(tags), input, ({ Key }) => Key);
  return { Tags: items, ...end };
});
