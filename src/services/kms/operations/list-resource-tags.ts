import { pageOf } from "../model/page.ts";
import { toTagList } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const listResourceTags = operation("ListResourceTags", async (input, { keys }) => {
  const key = await keys.getById(input.KeyId);
  const { items, end } = pageOf(toTagList(key.tags), input, ({ TagKey }) => TagKey);
  return { Tags: items, ...end };
});
