import type { Clock } from "../../base/clock.ts";
import type { S3Operations } from "../../models/generated/s3.ts";
import { operationsOf } from "../../models/operation.ts";
import type { ObjectBlobs } from "./object-bytes.ts";
import type { S3Store } from "./store/s3-store.ts";

/** What the operations of S3 work with. */
export interface S3Dependencies {
  readonly store: S3Store;
  readonly blobs: ObjectBlobs;
  readonly clock: Clock;
}

export const operation = operationsOf<S3Operations, S3Dependencies>();
