import type { ServiceModel } from "../../models/service-model.ts";
import type { WireRequest } from "../contract.ts";

/** S3 is one of a kind among the REST services: buckets in host names, errors without an envelope. */
export const isS3 = ({ endpointPrefix }: ServiceModel): boolean => endpointPrefix === "s3";

/** `bucket.s3.region.domain` and `bucket.s3-region.domain`; a bucket's name may have dots. */
const S3_HOST = /^(.+)\.s3[.-]/;

/** `bucket.localhost`: what SDKs make of the endpoint `http://localhost`. */
const LOCAL_HOST = /^(?!s3\.)(.+)\.localhost(?::\d+)?$/;

/**
 * A request's path with the bucket in front, wherever the client put it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export const s3Path = ({ path, headers }: Pick<WireRequest, "path" | "headers">): string => {
  const host = headers["host"] ?? "";
  const bucket = S3_HOST.exec(host)?.[1] ?? LOCAL_HOST.exec(host)?.[1];
  return bucket === undefined ? path : `/${bucket}${path}`;
};
