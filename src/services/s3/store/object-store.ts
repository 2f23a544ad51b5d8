import { randomHex } from "../../../base/ids.ts";
import type { Database, SqlSession, SqlValue } from "../../../storage/contract.ts";
import type { KeyPosition, VersionPosition } from "../model/position.ts";
import type { NewObject, ObjectVersion, Segment, StoredVersion } from "../model/object-version.ts";
import type { Tags } from "../model/tags.ts";
import { toVersion, type VersionRow } from "./version-row.ts";

/** Where a new version goes and when. */
export interface VersionAddress {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string;
  readonly lastModifiedMs: number;
}

/** Versions of objects, delete markers, and the blobs that they consist of. */
export class ObjectStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async findLatest(
    bucketName: string,
    key: string,
    session: SqlSession = this.#database,
  ): Promise<StoredVersion | undefined> {
    const row = await session.get<VersionRow>(
      "SELECT * FROM s3_object_versions WHERE bucket_name = ? AND object_key = ? AND is_latest = 1",
      bucketName,
      key,
    );
    return row && toVersion(row);
  }

  async findVersion(
    bucketName: string,
    key: string,
    versionId: string,
    session: SqlSession = this.#database,
  ): Promise<StoredVersion | undefined> {
    const row = await session.get<VersionRow>(
      "SELECT * FROM s3_object_versions WHERE bucket_name = ? AND object_key = ? AND version_id = ?",
      bucketName,
      key,
      versionId,
    );
    return row && toVersion(row);
  }

  /** In the order in which their bytes follow each other. */
  async segments(objectId: string, session: SqlSession = this.#database): Promise<readonly Segment[]> {
    const rows = await session.all<{
      part_number: number;
      sha256: string;
      size_bytes: number;
      checksum: string | null;
    }>("SELECT * FROM s3_segments WHERE object_id = ? ORDER BY part_number", objectId);
    return rows.map((row) => ({
      partNumber: row.part_number,
      sha256: row.sha256,
      sizeBytes: row.size_bytes,
      checksum: row.checksum ?? undefined,
    }));
  }

  /** Makes this the latest version of its key; a version of the same id is replaced. */
  async insertObject(address: VersionAddress, object: NewObject, session: SqlSession): Promise<void> {
    const objectId = randomHex(16);
    await this.#insert(address, session, {
      objectId,
      sizeBytes: object.sizeBytes,
      eTag: object.eTag,
      checksum: object.checksum === undefined ? null : JSON.stringify(object.checksum),
      partCount: object.partCount ?? null,
      settings: JSON.stringify(object.settings),
      tags: JSON.stringify(object.tags),
    });
    for (const { partNumber, sha256, sizeBytes, checksum } of object.segments) {
      await session.run(
        "INSERT INTO s3_segments (object_id, part_number, sha256, size_bytes, checksum) VALUES (?, ?, ?, ?, ?)",
        objectId,
        partNumber,
        sha256,
        sizeBytes,
        checksum ?? null,
      );
    }
  }

  async insertDeleteMarker(address: VersionAddress, session: SqlSession): Promise<void> {
    const nothing = { objectId: null, sizeBytes: 0, eTag: "", checksum: null, partCount: null };
    await this.#insert(address, session, { ...nothing, settings: "{}", tags: "{}" });
  }

  /** Removes one version for good; the newest of those that are left becomes the latest. */
  async remove(bucketName: string, key: string, versionId: string, session: SqlSession): Promise<void> {
    await session.run(
      "DELETE FROM s3_object_versions WHERE bucket_name = ? AND object_key = ? AND version_id = ?",
      bucketName,
      key,
      versionId,
    );
    await session.run(
      `UPDATE s3_object_versions SET is_latest = 1 WHERE bucket_name = ? AND object_key = ? AND sequence =
         (SELECT max(sequence) FROM s3_object_versions WHERE bucket_name = ? AND object_key = ?)`,
      bucketName,
      key,
      bucketName,
      key,
    );
  }

  async setTags(bucketName: string, key: string, versionId: string, tags: Tags): Promise<void> {
    await this.#database.run(
      "UPDATE s3_object_versions SET tags = ? WHERE bucket_name = ? AND object_key = ? AND version_id = ?",
      JSON.stringify(tags),
      bucketName,
      key,
      versionId,
    );
  }

  /** Whether a bucket holds anything, old versions and delete markers included. */
  async isAnyIn(bucketName: string, session: SqlSession): Promise<boolean> {
    const sql = "SELECT 1 AS one FROM s3_object_versions WHERE bucket_name = ? LIMIT 1";
    return (await session.get(sql, bucketName)) !== undefined;
  }

  /** Up to `limit` objects that are there now, from a position on and before `end`. */
  async listLatest(
    bucketName: string,
    from: KeyPosition,
    end: string | undefined,
    limit: number,
  ): Promise<readonly ObjectVersion[]> {
    const comparison = from.inclusive ? ">=" : ">";
    const rows = await this.#database.all<VersionRow>(
      `SELECT * FROM s3_object_versions WHERE bucket_name = ? AND is_latest = 1 AND is_delete_marker = 0
       AND object_key ${comparison} ? ${before(end)} ORDER BY object_key LIMIT ?`,
      bucketName,
      from.key,
      ...given(end),
      limit,
    );
    return rows.map(toVersion).filter((version) => version.kind === "object");
  }

  /** Up to `limit` versions, by key and the newest first, from a position on and before `end`. */
  async listVersions(
    bucketName: string,
    from: VersionPosition,
    end: string | undefined,
    limit: number,
  ): Promise<readonly StoredVersion[]> {
    const rest = from.olderThan === undefined ? [] : await this.#olderVersions(bucketName, from, limit);
    const comparison = from.inclusive && from.olderThan === undefined ? ">=" : ">";
    const rows = await this.#database.all<VersionRow>(
      `SELECT * FROM s3_object_versions WHERE bucket_name = ? AND object_key ${comparison} ? ${before(end)}
       ORDER BY object_key, sequence DESC LIMIT ?`,
      bucketName,
      from.key,
      ...given(end),
      limit,
    );
    return [...rest, ...rows].slice(0, limit).map(toVersion);
  }

  async #olderVersions(
    bucketName: string,
    { key, olderThan = 0 }: VersionPosition,
    limit: number,
  ): Promise<readonly VersionRow[]> {
    return this.#database.all<VersionRow>(
      `SELECT * FROM s3_object_versions WHERE bucket_name = ? AND object_key = ? AND sequence < ?
       ORDER BY sequence DESC LIMIT ?`,
      bucketName,
      key,
      olderThan,
      limit,
    );
  }

  async #insert(
    { bucketName, key, versionId, lastModifiedMs }: VersionAddress,
    session: SqlSession,
    columns: {
      readonly objectId: string | null;
      readonly sizeBytes: number;
      readonly eTag: string;
      readonly checksum: string | null;
      readonly partCount: number | null;
      readonly settings: string;
      readonly tags: string;
    },
  ): Promise<void> {
    const newest = await session.get<{ sequence: number | null }>(
      "SELECT max(sequence) AS sequence FROM s3_object_versions WHERE bucket_name = ? AND object_key = ?",
      bucketName,
      key,
    );
    await session.run(
      "DELETE FROM s3_object_versions WHERE bucket_name = ? AND object_key = ? AND version_id = ?",
      bucketName,
      key,
      versionId,
    );
    await session.run(
      "UPDATE s3_object_versions SET is_latest = 0 WHERE bucket_name = ? AND object_key = ? AND is_latest = 1",
      bucketName,
      key,
    );
    await session.run(
      `INSERT INTO s3_object_versions (bucket_name, object_key, sequence, version_id, is_latest, is_delete_marker,
         last_modified_ms, object_id, size_bytes, etag, checksum, part_count, settings, tags)
       VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      bucketName,
      key,
      (newest?.sequence ?? 0) + 1,
      versionId,
      columns.objectId === null ? 1 : 0,
      lastModifiedMs,
      columns.objectId,
      columns.sizeBytes,
      columns.eTag,
      columns.checksum,
      columns.partCount,
      columns.settings,
      columns.tags,
    );
  }
}

const before = (end: string | undefined): string => (end === undefined ? "" : "AND object_key < ?");

const given = (end: string | undefined): readonly SqlValue[] => (end === undefined ? [] : [end]);
