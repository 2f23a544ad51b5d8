import type { Database, SqlRow, SqlSession, SqlValue } from "../../../storage/contract.ts";
import type { ChecksumName, ChecksumType } from "../model/object-version.ts";
import type { ObjectSettings } from "../model/object-settings.ts";
import type { UploadPosition } from "../model/position.ts";
import type { Tags } from "../model/tags.ts";
import type { MultipartUpload, UploadedPart } from "../model/multipart-upload.ts";

interface UploadRow extends SqlRow {
  readonly upload_id: string;
  readonly bucket_name: string;
  readonly object_key: string;
  readonly initiated_at_ms: number;
  readonly checksum_name: ChecksumName | null;
  readonly checksum_type: ChecksumType | null;
  readonly settings: string;
  readonly tags: string;
}

interface PartRow extends SqlRow {
  readonly part_number: number;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly etag: string;
  readonly checksum: string;
  readonly last_modified_ms: number;
}

/** Multipart uploads that were neither completed nor aborted, and their parts. */
export class UploadStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(upload: MultipartUpload): Promise<void> {
    await this.#database.run(
      `INSERT INTO s3_uploads (upload_id, bucket_name, object_key, initiated_at_ms, checksum_name, checksum_type,
         settings, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      upload.uploadId,
      upload.bucketName,
      upload.key,
      upload.initiatedAtMs,
      upload.checksumName ?? null,
      upload.checksumType ?? null,
      JSON.stringify(upload.settings),
      JSON.stringify(upload.tags),
    );
  }

  async find(uploadId: string, session: SqlSession = this.#database): Promise<MultipartUpload | undefined> {
    const row = await session.get<UploadRow>("SELECT * FROM s3_uploads WHERE upload_id = ?", uploadId);
    return row && toUpload(row);
  }

  /** Parts that came for the upload go with it. @returns false when there is no such upload */
  async remove(uploadId: string, session: SqlSession = this.#database): Promise<boolean> {
    return (await session.run("DELETE FROM s3_uploads WHERE upload_id = ?", uploadId)) > 0;
  }

  /** A part of the same number is replaced. */
  async putPart(uploadId: string, part: UploadedPart, session: SqlSession): Promise<void> {
    await session.run(
      `INSERT INTO s3_upload_parts (upload_id, part_number, sha256, size_bytes, etag, checksum, last_modified_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (upload_id, part_number) DO UPDATE SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
         etag = excluded.etag, checksum = excluded.checksum, last_modified_ms = excluded.last_modified_ms`,
      uploadId,
      part.partNumber,
      part.sha256,
      part.sizeBytes,
      part.eTag,
      part.checksum,
      part.lastModifiedMs,
    );
  }

  /** Up to `limit` parts by number, from after a number on. */
  async parts(
    uploadId: string,
    afterPartNumber: number,
    limit: number,
    session: SqlSession = this.#database,
  ): Promise<readonly UploadedPart[]> {
    const rows = await session.all<PartRow>(
      "SELECT * FROM s3_upload_parts WHERE upload_id = ? AND part_number > ? ORDER BY part_number LIMIT ?",
      uploadId,
      afterPartNumber,
      limit,
    );
    return rows.map(toPart);
  }

  /** Up to `limit` uploads, by key and id, from a position on and before `end`. */
  async list(
    bucketName: string,
    from: UploadPosition,
    end: string | undefined,
    limit: number,
  ): Promise<readonly MultipartUpload[]> {
    const sameKey = from.afterUploadId === undefined ? [] : await this.#laterUploads(bucketName, from, limit);
    const comparison = from.inclusive && from.afterUploadId === undefined ? ">=" : ">";
    const bound: readonly SqlValue[] = end === undefined ? [] : [end];
    const rows = await this.#database.all<UploadRow>(
      `SELECT * FROM s3_uploads WHERE bucket_name = ? AND object_key ${comparison} ?
       ${end === undefined ? "" : "AND object_key < ?"} ORDER BY object_key, upload_id LIMIT ?`,
      bucketName,
      from.key,
      ...bound,
      limit,
    );
    return [...sameKey, ...rows].slice(0, limit).map(toUpload);
  }

  async #laterUploads(
    bucketName: string,
    { key, afterUploadId = "" }: UploadPosition,
    limit: number,
  ): Promise<readonly UploadRow[]> {
    return this.#database.all<UploadRow>(
      `SELECT * FROM s3_uploads WHERE bucket_name = ? AND object_key = ? AND upload_id > ?
       ORDER BY upload_id LIMIT ?`,
      bucketName,
      key,
      afterUploadId,
      limit,
    );
  }
}

const toUpload = (row: UploadRow): MultipartUpload => ({
  uploadId: row.upload_id,
  bucketName: row.bucket_name,
  key: row.object_key,
  initiatedAtMs: row.initiated_at_ms,
  checksumName: row.checksum_name ?? undefined,
  checksumType: row.checksum_type ?? undefined,
  settings: JSON.parse(row.settings) as ObjectSettings,
  tags: JSON.parse(row.tags) as Tags,
});

const toPart = (row: PartRow): UploadedPart => ({
  partNumber: row.part_number,
  sha256: row.sha256,
  sizeBytes: row.size_bytes,
  eTag: row.etag,
  checksum: row.checksum,
  lastModifiedMs: row.last_modified_ms,
});
