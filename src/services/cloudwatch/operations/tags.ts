import { alarmNameOf } from "../model/alarm-arn.ts";
import { resourceNotFound } from "../exceptions.ts";
import { toRecord, toTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = operation("ListTagsForResource", async ({ ResourceARN }, { alarms }) => {
  const tags = await alarms.findTags(alarmNameOf(ResourceARN) ?? "");
  if (tags === undefined) throw resourceNotFound(ResourceARN);
  return { Tags: toTags(tags) };
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
export const tagResource = operation("TagResource", async ({ ResourceARN, Tags }, { alarms }) => {
  const change = (tags: Readonly<Record<string, string>>) => ({ ...tags, ...toRecord(Tags) });
  if (!(await alarms.changeTags(alarmNameOf(ResourceARN) ?? "", change))) throw resourceNotFound(ResourceARN);
  return {};
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export const untagResource = operation("UntagResource", async ({ ResourceARN, TagKeys }, { alarms }) => {
  const change = (tags: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key)));
  if (!(await alarms.changeTags(alarmNameOf(ResourceARN) ?? "", change))) throw resourceNotFound(ResourceARN);
  return {};
});
