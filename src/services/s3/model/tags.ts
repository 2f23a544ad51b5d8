import type { Tag } from "../../../models/generated/s3.ts";
import type { ServiceException } from "../../../aws/service-exception.ts";
import {
  badTagHeader,
  duplicateTagKeys,
  invalidTagKey,
  invalidTagValue,
  prefixedTag,
  reservedTagOfNewBucket,
  systemTag,
  tooManyTags,
} from "../exceptions.ts";

/** By key, in the order in which they were given. */
export type Tags = Readonly<Record<string, string>>;

const MAX_OBJECT_TAGS = 10;
const MAX_BUCKET_TAGS = 50;
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;
const RESERVED_PREFIX = "aws:";
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Whose tags they are: how many there may be, and how S3 words it that AWS keeps some keys for itself. */
interface TagRules {
  readonly owner: "object" | "bucket";
  readonly limit: number;
  readonly reserved: (key: string) => ServiceException;
}

/** @throws ServiceException for tags that no object can have */
export const objectTags = (tags: readonly Tag[]): Tags =>
  checkedTags(tags, { owner: "object", limit: MAX_OBJECT_TAGS, reserved: prefixedTag });

/** @throws ServiceException for tags that no bucket can have */
export const bucketTags = (tags: readonly Tag[]): Tags =>
  checkedTags(tags, { owner: "bucket", limit: MAX_BUCKET_TAGS, reserved: systemTag });

/** Tags that a bucket is created with. @throws ServiceException */
export const newBucketTags = (tags: readonly Tag[]): Tags =>
  checkedTags(tags, { owner: "bucket", limit: MAX_BUCKET_TAGS, reserved: reservedTagOfNewBucket });

/** The header `x-amz-tagging`, which is written as a query is. */
export const tagsOfHeader = (header: string | undefined): Tags => {
  if (header === undefined) return {};
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  const keys = new Set(tags.map(({ Key }) => Key));
  const isWellFormed = tags.every(({ Key, Value }) => CHARACTERS.test(Key) && CHARACTERS.test(Value));
  if (keys.has("") || keys.size < tags.length || !isWellFormed) throw badTagHeader(header);
  return objectTags(tags);
};

export const tagSet = (tags: Tags): readonly Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const checkedTags = (tags: readonly Tag[], { owner, limit, reserved }: TagRules): Tags => {
  if (tags.length > limit) throw tooManyTags(owner, limit);
  const checked = new Map<string, string>();
  for (const { Key, Value } of tags) {
    if (Key.startsWith(RESERVED_PREFIX)) throw reserved(Key);
    if (Key.length === 0 || Key.length > MAX_KEY_CHARACTERS || !CHARACTERS.test(Key)) throw invalidTagKey(Key);
    if (Value.length > MAX_VALUE_CHARACTERS || !CHARACTERS.test(Value)) throw invalidTagValue(Key, Value);
    if (checked.has(Key)) throw duplicateTagKeys(Key);
    checked.set(Key, Value);
  }
  return Object.fromEntries(checked);
};
