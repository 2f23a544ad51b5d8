import type { Tag } from "../../../models/generated/kms.ts";
import { tagException } from "../exceptions.ts";

/** Tag values by key. */
export type Tags = Readonly<Record<string, string>>;

/** Source: KMS quotas page. */
const MAX_TAGS = 50;

/** @throws TagException for keys given twice or reserved, and beyond 50 */
export const withTags = (present: Tags, added: readonly Tag[]): Tags => {
  const keys = added.map((tag) => tag.TagKey);
  if (new Set(keys).size < keys.length) throw tagException("Duplicate tag keys");
  if (keys.some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw tagException("Tags beginning with aws: are reserved");
  }
  const tags = new Map(Object.entries(present));
  for (const { TagKey, TagValue } of added) tags.set(TagKey, TagValue);
  if (tags.size > MAX_TAGS) throw tagException("Too many tags");
  return Object.fromEntries(tags);
};

/** Keys that are not there are no error. */
export const withoutTags = (present: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)));

/** Sorted by key, as lists with pages need it. */
export const toTagList = (tags: Tags): readonly Tag[] =>
  Object.entries(tags)
    .map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
    .toSorted((a, b) => (a.TagKey < b.TagKey ? -1 : 1));
