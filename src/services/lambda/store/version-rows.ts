import type { SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { ComparableSettings } from "../model/check-alias.ts";
import { versionNumber } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/** Reads one version in whatever transaction the session stands for. */
export const findVersion = async (
  session: SqlSession,
  functionName: string,
  version: string,
): Promise<FunctionVersion | undefined> => {
  const row = await session.get(
    "SELECT * FROM function_versions WHERE function_name = ? AND version = ?",
    functionName,
    version,
  );
  return row && toVersion(row);
};

/** What there is of one version to compare with others: all but its variables, which stay sealed. */
export const findComparableSettings = async (
  session: SqlSession,
  functionName: string,
  version: string,
): Promise<ComparableSettings | undefined> => {
  const row = await session.get(
    "SELECT settings FROM function_versions WHERE function_name = ? AND version = ?",
    functionName,
    version,
  );
  return row && (JSON.parse(String(row["settings"])) as ComparableSettings);
};

/** Adds a version, or replaces it as a whole. */
export const writeVersion = async (session: SqlSession, version: FunctionVersion): Promise<void> => {
  await session.run(
    `INSERT INTO function_versions (function_name, version, settings, code_sha256, code_size_bytes, revision_id,
       last_modified_ms, state, last_update, in_transition, version_number, published_as)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (function_name, version) DO UPDATE SET settings = excluded.settings,
       code_sha256 = excluded.code_sha256, code_size_bytes = excluded.code_size_bytes,
       revision_id = excluded.revision_id, last_modified_ms = excluded.last_modified_ms, state = excluded.state,
       last_update = excluded.last_update, in_transition = excluded.in_transition,
       published_as = excluded.published_as`,
    version.functionName,
    version.version,
    JSON.stringify(version.settings),
    version.code.sha256,
    version.code.sizeBytes,
    version.revisionId,
    version.lastModifiedMs,
    JSON.stringify(version.state),
    JSON.stringify(version.lastUpdate),
    isInTransition(version) ? 1 : 0,
    versionNumber(version.version),
    version.publishedAs ?? null,
  );
};

const isInTransition = ({ state, lastUpdate }: FunctionVersion): boolean =>
  state.value === "Pending" || lastUpdate.value === "InProgress";

/** Rows are written by this file alone, so their JSON is what `writeVersion` was given. */
export const toVersion = (row: SqlRow): FunctionVersion => ({
  functionName: String(row["function_name"]),
  version: String(row["version"]),
  settings: JSON.parse(String(row["settings"])) as FunctionVersion["settings"],
  code: { sha256: String(row["code_sha256"]), sizeBytes: Number(row["code_size_bytes"]) },
  revisionId: String(row["revision_id"]),
  lastModifiedMs: Number(row["last_modified_ms"]),
  state: JSON.parse(String(row["state"])) as FunctionVersion["state"],
  lastUpdate: JSON.parse(String(row["last_update"])) as FunctionVersion["lastUpdate"],
  publishedAs: row["published_as"] === null ? undefined : String(row["published_as"]),
});
