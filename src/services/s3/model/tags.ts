import type { Tag } from "../../../models/generated/s3.ts";
import { badTagHeader, duplicateTagKeys, invalidTagKey, invalidTagValue, tooManyTags } from "../exceptions.ts";

/** By key, in the order in which they were given. */
export type Tags = Readonly<Record<string, string>>;

const MAX_OBJECT_TAGS = 10;
const MAX_BUCKET_TAGS = 50;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @throws ServiceException for tags that no object can have */
export const objectTags = (tags: readonly Tag[]): Tags => checkedTags(tags, "object", MAX_OBJECT_TAGS);

/** @throws ServiceException for tags that no bucket can have */
export const bucketTags = (tags: readonly Tag[]): Tags => checkedTags(tags, "bucket", MAX_BUCKET_TAGS);

/** The header `x-amz-tagging`, which is written as a query is. */
export const tagsOfHeader = (header: string | undefined): Tags => {
  if (header === undefined) return {};
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  if (tags.some(({ Key }) => Key === "")) throw badTagHeader();
  return objectTags(tags);
};

export const tagSet = (tags: Tags): readonly Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const checkedTags = (tags: readonly Tag[], owner: "object" | "bucket", limit: number): Tags => {
  if (tags.length > limit) throw tooManyTags(owner, limit);
  const checked = new Map<string, string>();
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > MAX_KEY_CHARACTERS || !CHARACTERS.test(Key)) throw invalidTagKey(Key);
    if (Value.length > MAX_VALUE_CHARACTERS || !CHARACTERS.test(Value)) throw invalidTagValue(Value);
    if (checked.has(Key)) throw duplicateTagKeys();
    checked.set(Key, Value);
  }
  return Object.fromEntries(checked);
};
