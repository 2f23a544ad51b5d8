import { pageOf } from "../model/page.ts";
import { toSortedTagList } from "../model/tags.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html */
export const listPolicyTags = operation("ListPolicyTags", async (input, { store }) => {
  const { tags } = await getPolicyByArn(store, input.PolicyArn);
  const { items, end } = pageOf(toSortedTagList(tags), input, ({ Key }) => Key);
  return { Tags: items, ...end };
});
