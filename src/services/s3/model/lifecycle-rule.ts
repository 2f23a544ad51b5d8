import type { LifecycleRule, LifecycleRuleFilter } from "../../../models/generated/s3.ts";
import { invalidArgument, invalidRequest, malformedXml } from "../exceptions.ts";

const DAY_MS = 86_400_000;

/**
 * What S3 checks of a rule before it keeps it.
 * @throws ServiceException
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const checkLifecycleRule = (rule: LifecycleRule): void => {
  if (rule.Filter === undefined && rule.Prefix === undefined) throw malformedXml();
  if (count(rule.Filter) > 1 || count(rule.Expiration) > 1) throw malformedXml();
  if (rule.NoncurrentVersionExpiration !== undefined && count(rule.NoncurrentVersionExpiration) === 0) {
    throw malformedXml();
  }
  const date = rule.Expiration?.Date;
  if (date !== undefined && date.getTime() % DAY_MS !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT", "Date", date.toISOString());
  }
  checkTags(rule.Filter);
};

const checkTags = (filter: LifecycleRuleFilter | undefined): void => {
  const keys = filter?.And?.Tags?.map(({ Key }) => Key) ?? [];
  if (new Set(keys).size < keys.length) throw invalidRequest("Duplicate Tag Keys are not allowed.");
};

/** How many members are given. */
const count = (structure: object | undefined): number =>
  Object.values(structure ?? {}).filter((value) => value !== undefined).length;
