import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import { bindOperations } from "../../models/operation.ts";
import type { ObjectReader, ObjectWriter } from "./contract.ts";
import type { ObjectBlobs } from "./object-bytes.ts";
import { StoredObjectReader } from "./object-reader.ts";
import { StoredObjectWriter } from "./object-writer.ts";
import { OPERATIONS } from "./operations/all.ts";
import { openS3Store } from "./store/s3-store.ts";
import type { S3Database } from "./store/schema.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** Amazon Simple Storage Service, and the ports that stand on its records. */
export interface S3Service {
  readonly service: Service;
  readonly objectReader: ObjectReader;
  readonly objectWriter: ObjectWriter;
  /** Hashes of all blobs that must not be collected. */
  readonly referencedBlobs: () => Promise<Iterable<string>>;
}

export const createS3Service = async (parts: {
  readonly database: S3Database;
  readonly blobs: ObjectBlobs;
  readonly clock: Clock;
}): Promise<S3Service> => {
  const { blobs, clock } = parts;
  const store = await openS3Store(parts.database);
  return {
    service: {
      id: "s3",
      operations: bindOperations(OPERATIONS, { store, blobs, clock }),
      unsupported: UNSUPPORTED,
    },
    objectReader: new StoredObjectReader(store, blobs),
    objectWriter: new StoredObjectWriter({ store, blobs, clock }),
    referencedBlobs: () => store.referencedBlobs(),
  };
};
