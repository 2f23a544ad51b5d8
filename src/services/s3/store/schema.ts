import type { Database, Migration, SqlSession } from "../../../storage/contract.ts";

/** Rooms outside the store name the database and its transactions by these types only. */
export type S3Database = Database;
export type S3Session = SqlSession;

/**
 * Keys are ordered by the bytes of their UTF-8, as S3 lists them: SQLite's own order for text (on PostgreSQL,
 * COLLATE "C"). Of each key exactly one version is the latest. Bytes are blobs, named by hash in `s3_segments` and
 * `s3_upload_parts`; both tables are what keeps blobs from being collected.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-s3",
    sql: `
      CREATE TABLE s3_buckets (
        bucket_name TEXT PRIMARY KEY,
        created_at_ms BIGINT NOT NULL,
        versioning TEXT
      );
      CREATE TABLE s3_bucket_configurations (
        bucket_name TEXT NOT NULL REFERENCES s3_buckets (bucket_name) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (bucket_name, kind)
      );
      CREATE TABLE s3_object_versions (
        bucket_name TEXT NOT NULL REFERENCES s3_buckets (bucket_name),
        object_key TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        version_id TEXT NOT NULL,
        is_latest INTEGER NOT NULL,
        is_delete_marker INTEGER NOT NULL,
        last_modified_ms BIGINT NOT NULL,
        object_id TEXT UNIQUE,
        size_bytes BIGINT NOT NULL,
        etag TEXT NOT NULL,
        checksum TEXT,
        part_count INTEGER,
        settings TEXT NOT NULL,
        tags TEXT NOT NULL,
        PRIMARY KEY (bucket_name, object_key, sequence),
        UNIQUE (bucket_name, object_key, version_id)
      );
      CREATE INDEX s3_objects ON s3_object_versions (bucket_name, object_key)
        WHERE is_latest = 1 AND is_delete_marker = 0;
      CREATE TABLE s3_segments (
        object_id TEXT NOT NULL REFERENCES s3_object_versions (object_id) ON DELETE CASCADE,
        part_number INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes BIGINT NOT NULL,
        checksum TEXT,
        PRIMARY KEY (object_id, part_number)
      );
      CREATE TABLE s3_uploads (
        upload_id TEXT PRIMARY KEY,
        bucket_name TEXT NOT NULL REFERENCES s3_buckets (bucket_name) ON DELETE CASCADE,
        object_key TEXT NOT NULL,
        initiated_at_ms BIGINT NOT NULL,
        checksum_name TEXT,
        checksum_type TEXT,
        settings TEXT NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE INDEX s3_uploads_by_key ON s3_uploads (bucket_name, object_key, upload_id);
      CREATE TABLE s3_upload_parts (
        upload_id TEXT NOT NULL REFERENCES s3_uploads (upload_id) ON DELETE CASCADE,
        part_number INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes BIGINT NOT NULL,
        etag TEXT NOT NULL,
        checksum TEXT NOT NULL,
        last_modified_ms BIGINT NOT NULL,
        PRIMARY KEY (upload_id, part_number)
      );`,
  },
];
