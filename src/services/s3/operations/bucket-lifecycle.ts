import { randomUUID } from "node:crypto";
import type { LifecycleRule, TransitionDefaultMinimumObjectSize } from "../../../models/generated/s3.ts";
import { invalidRequest, malformedXml, notConfigured } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { checkLifecycleRule } from "../model/lifecycle-rule.ts";
import { operation } from "../operation.ts";

const KIND = "lifecycle";
/** Source: Amazon S3 quotas. */
const MAX_RULES = 1000;
const DEFAULT_MINIMUM_SIZE: TransitionDefaultMinimumObjectSize = "all_storage_classes_128K";
const MINIMUM_SIZES: ReadonlySet<string> = new Set([DEFAULT_MINIMUM_SIZE, "varies_by_storage_class"]);

interface StoredLifecycle {
  readonly rules: readonly LifecycleRule[];
  readonly minimumSize: TransitionDefaultMinimumObjectSize;
}

/**
 * LIMIT: rules are kept and given back; nothing expires and nothing changes its storage class yet.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 */
export const getBucketLifecycleConfiguration = operation("GetBucketLifecycleConfiguration", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const found = (await context.store.buckets.findConfiguration(bucketName, KIND)) as StoredLifecycle | undefined;
  if (found === undefined) {
    throw notConfigured("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", bucketName);
  }
  return { Rules: found.rules.map(withDates), TransitionDefaultMinimumObjectSize: found.minimumSize };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycleConfiguration = operation("PutBucketLifecycleConfiguration", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  const rules = input.LifecycleConfiguration?.Rules ?? [];
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml();
  rules.forEach(checkLifecycleRule);
  const minimumSize = input.TransitionDefaultMinimumObjectSize ?? DEFAULT_MINIMUM_SIZE;
  if (!MINIMUM_SIZES.has(minimumSize)) {
    throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${minimumSize}`);
  }
  // PARITY: a rule without an id is given one.
  const named = rules.map((rule) => ({ ...rule, ID: rule.ID ?? randomUUID() }));
  await context.store.buckets.putConfiguration(bucketName, KIND, { rules: named, minimumSize });
  return { TransitionDefaultMinimumObjectSize: minimumSize };
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle = operation("DeleteBucketLifecycle", async (input, context) => {
  const { bucketName } = await getBucket(input, context);
  await context.store.buckets.removeConfiguration(bucketName, KIND);
});

/** Dates were stored as text. */
const withDates = (rule: LifecycleRule): LifecycleRule => ({
  ...rule,
  Expiration: rule.Expiration && withDate(rule.Expiration),
  Transitions: rule.Transitions?.map(withDate),
});

const withDate = <Dated extends { readonly Date?: Date | undefined }>(dated: Dated): Dated =>
  dated.Date === undefined ? dated : { ...dated, Date: new Date(dated.Date) };
