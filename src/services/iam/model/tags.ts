import type { Tag } from "../../../models/generated/iam.ts";
import { duplicateTagKeys, tagsQuotaExceeded } from "../exceptions.ts";

/** Tag values by key, in the order they were first given. */
export type Tags = Readonly<Record<string, string>>;

/** Source: IAM and AWS STS quotas page. */
const MAX_TAGS = 50;

/**
 * Adds tags to what is there; a key that differs in case only is the same key and keeps its first spelling.
 * @throws InvalidInputException for a key given twice, LimitExceededException beyond 50
 */
export const withTags = (present: Tags, added: readonly Tag[] | undefined): Tags => {
  const keys = (added ?? []).map((tag) => tag.Key.toLowerCase());
  if (new Set(keys).size < keys.length) throw duplicateTagKeys();
  const tags = new Map(Object.entries(present));
  for (const { Key, Value } of added ?? []) tags.set(findSpelling(tags, Key) ?? Key, Value);
  if (tags.size > MAX_TAGS) throw tagsQuotaExceeded();
  return Object.fromEntries(tags);
};

/** Takes tags away; keys that are not there are no error. */
export const withoutTags = (present: Tags, keys: readonly string[]): Tags => {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(present).filter(([key]) => !gone.has(key.toLowerCase())));
};

export const toTagList = (tags: Tags): readonly Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const findSpelling = (tags: ReadonlyMap<string, string>, key: string): string | undefined =>
  [...tags.keys()].find((present) => present.toLowerCase() === key.toLowerCase());

/** Sorted by key, as lists with pages need it. */
export const toSortedTagList = (tags: Tags): readonly Tag[] =>
  toTagList(tags).toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
