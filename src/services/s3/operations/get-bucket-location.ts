import { getBucket } from "../find-bucket.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation = operation("GetBucketLocation", async (input, context) => {
  await getBucket(input, context);
  const { region } = context.account;
  // PARITY: us-east-1 has no name of its own here.
  return { LocationConstraint: region === "us-east-1" ? undefined : region };
});
