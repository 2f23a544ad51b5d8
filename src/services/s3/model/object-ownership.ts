import type { ObjectOwnership } from "../../../models/generated/s3.ts";

const VALUES: ReadonlySet<string> = new Set<ObjectOwnership>([
  "BucketOwnerEnforced",
  "BucketOwnerPreferred",
  "ObjectWriter",
]);

/** Whether the word says to whom objects of a bucket belong. */
export const isObjectOwnership = (word: string): boolean => VALUES.has(word);
