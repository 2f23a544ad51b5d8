import type { Account } from "../../../aws/account.ts";
import { noSuchResource, tooManyTags } from "../exceptions.ts";
import { type ScalableTarget, targetArn } from "../model/scalable-target.ts";
import { operation } from "../operation.ts";
import type { AutoscalingStore } from "../store.ts";

const MAX_TAGS = 50;

type Tags = Readonly<Record<string, string>>;

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = operation("ListTagsForResource", async ({ ResourceARN }, { store, account }) => ({
  Tags: (await findByArn(ResourceARN, store, account)).tags,
}));

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html */
export const tagResource = operation("TagResource", async ({ ResourceARN, Tags }, { store, account }) => {
  await changeTags(ResourceARN, store, account, (tags) => ({ ...tags, ...Tags }));
  return {};
});

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_UntagResource.html */
export const untagResource = operation("UntagResource", async ({ ResourceARN, TagKeys }, { store, account }) => {
  await changeTags(ResourceARN, store, account, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
  );
  return {};
});

const changeTags = async (
  arn: string,
  store: AutoscalingStore,
  account: Account,
  change: (tags: Tags) => Tags,
): Promise<void> => {
  const { resourceId } = await findByArn(arn, store, account);
  await store.changeTarget(resourceId, (current) => {
    if (current === undefined) throw noSuchResource(arn);
    const tags = change(current.tags);
    if (Object.keys(tags).length > MAX_TAGS) throw tooManyTags(arn);
    return { ...current, tags };
  });
};

const findByArn = async (arn: string, store: AutoscalingStore, account: Account): Promise<ScalableTarget> => {
  const target = (await store.targets()).find(({ targetId }) => targetArn(account, targetId) === arn);
  if (target === undefined) throw noSuchResource(arn);
  return target;
};
