import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Bucket, VersioningStatus } from "../model/bucket.ts";

interface BucketRow extends SqlRow {
  readonly bucket_name: string;
  readonly created_at_ms: number;
  readonly versioning: VersioningStatus | null;
}

/** Buckets and what was configured for them. */
export class BucketStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(bucketName: string, session: SqlSession = this.#database): Promise<Bucket | undefined> {
    const row = await session.get<BucketRow>("SELECT * FROM s3_buckets WHERE bucket_name = ?", bucketName);
    return row && toBucket(row);
  }

  /** By name, from after a name on. */
  async list(prefix: string, afterName: string, limit: number): Promise<readonly Bucket[]> {
    const rows = await this.#database.all<BucketRow>(
      `SELECT * FROM s3_buckets WHERE substr(bucket_name, 1, ?) = ? AND bucket_name > ?
       ORDER BY bucket_name LIMIT ?`,
      prefix.length,
      prefix,
      afterName,
      limit,
    );
    return rows.map(toBucket);
  }

  /** @returns false, and changes nothing, when there is a bucket of this name already */
  async insert({ bucketName, createdAtMs, versioning }: Bucket, session: SqlSession): Promise<boolean> {
    const inserted = await session.run(
      "INSERT INTO s3_buckets (bucket_name, created_at_ms, versioning) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      bucketName,
      createdAtMs,
      versioning ?? null,
    );
    return inserted > 0;
  }

  async setVersioning(bucketName: string, status: VersioningStatus): Promise<void> {
    await this.#database.run("UPDATE s3_buckets SET versioning = ? WHERE bucket_name = ?", status, bucketName);
  }

  async remove(bucketName: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM s3_buckets WHERE bucket_name = ?", bucketName);
  }

  /** @returns undefined when nothing of this kind was put */
  async findConfiguration(bucketName: string, kind: string): Promise<unknown> {
    const row = await this.#database.get<{ document: string }>(
      "SELECT document FROM s3_bucket_configurations WHERE bucket_name = ? AND kind = ?",
      bucketName,
      kind,
    );
    return row && (JSON.parse(row.document) as unknown);
  }

  async putConfiguration(
    bucketName: string,
    kind: string,
    document: unknown,
    session: SqlSession = this.#database,
  ): Promise<void> {
    await session.run(
      `INSERT INTO s3_bucket_configurations (bucket_name, kind, document) VALUES (?, ?, ?)
       ON CONFLICT (bucket_name, kind) DO UPDATE SET document = excluded.document`,
      bucketName,
      kind,
      JSON.stringify(document),
    );
  }

  async removeConfiguration(bucketName: string, kind: string): Promise<void> {
    await this.#database.run(
      "DELETE FROM s3_bucket_configurations WHERE bucket_name = ? AND kind = ?",
      bucketName,
      kind,
    );
  }
}

const toBucket = (row: BucketRow): Bucket => ({
  bucketName: row.bucket_name,
  createdAtMs: row.created_at_ms,
  versioning: row.versioning ?? undefined,
});
