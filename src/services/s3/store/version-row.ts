import type { SqlRow } from "../../../storage/contract.ts";
import type { ObjectSettings } from "../model/object-settings.ts";
import type { Checksum, StoredVersion } from "../model/object-version.ts";
import type { Tags } from "../model/tags.ts";

/** One row of `s3_object_versions`. A delete marker has no object id, and nothing is said of it. */
export interface VersionRow extends SqlRow {
  readonly object_key: string;
  readonly sequence: number;
  readonly version_id: string;
  readonly is_latest: number;
  readonly last_modified_ms: number;
  readonly object_id: string | null;
  readonly size_bytes: number;
  readonly etag: string;
  readonly checksum: string | null;
  readonly part_count: number | null;
  readonly settings: string;
  readonly tags: string;
}

export const toVersion = (row: VersionRow): StoredVersion => {
  const base = {
    key: row.object_key,
    versionId: row.version_id,
    isLatest: row.is_latest === 1,
    lastModifiedMs: row.last_modified_ms,
    sequence: row.sequence,
  };
  if (row.object_id === null) return { ...base, kind: "delete-marker" };
  return {
    ...base,
    kind: "object",
    objectId: row.object_id,
    sizeBytes: row.size_bytes,
    eTag: row.etag,
    checksum: row.checksum === null ? undefined : (JSON.parse(row.checksum) as Checksum),
    partCount: row.part_count ?? undefined,
    settings: JSON.parse(row.settings) as ObjectSettings,
    tags: JSON.parse(row.tags) as Tags,
  };
};
