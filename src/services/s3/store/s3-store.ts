import { BucketStore } from "./bucket-store.ts";
import { ObjectStore } from "./object-store.ts";
import { MIGRATIONS, type S3Database, type S3Session } from "./schema.ts";
import { UploadStore } from "./upload-store.ts";

/** All that S3 keeps besides the bytes. Methods that take a session run in the transaction it stands for. */
export interface S3Store {
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
  /** Runs `work` alone among writers; rolls back when it throws. */
  transaction<Result>(work: (session: S3Session) => Promise<Result>): Promise<Result>;
  /** Hashes of all blobs that an object or a part of an upload consists of. */
  referencedBlobs(): Promise<readonly string[]>;
}

/** Brings the tables up to date and opens them. */
export const openS3Store = async (database: S3Database): Promise<S3Store> => {
  await database.migrate("s3", MIGRATIONS);
  return {
    buckets: new BucketStore(database),
    objects: new ObjectStore(database),
    uploads: new UploadStore(database),
    transaction: (work) => database.transaction(work),
    referencedBlobs: async () => {
      const rows = await database.all<{ sha256: string }>(
        "SELECT sha256 FROM s3_segments UNION SELECT sha256 FROM s3_upload_parts",
      );
      return rows.map(({ sha256 }) => sha256);
    },
  };
};
