import { tooManyTags } from "../exceptions.ts";

/** Source: CloudWatch Logs quotas page. */
const MAX_TAGS = 50;

type Tags = Readonly<Record<string, string>>;

/** @throws InvalidParameterException beyond 50 */
export const withTags = (present: Tags, added: Tags): Tags => {
  const tags = { ...present, ...added };
  if (Object.keys(tags).length > MAX_TAGS) throw tooManyTags();
  return tags;
};

/** Keys that are not there are no error. */
export const withoutTags = (present: Tags, keys: readonly string[]): Tags => {
  const gone = new Set(keys);
  return Object.fromEntries(Object.entries(present).filter(([key]) => !gone.has(key)));
};
