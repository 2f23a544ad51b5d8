import type { SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { EnvironmentCipher } from "../model/environment-cipher.ts";
import { versionNumber } from "../model/function-reference.ts";
import type { PointedToVersion } from "../model/check-alias.ts";
import type { FunctionSettings, FunctionVersion } from "../model/function-version.ts";

/** Reads one version in whatever transaction the session stands for. */
export const findVersion = async (
  session: SqlSession,
  cipher: EnvironmentCipher,
  functionName: string,
  version: string,
): Promise<FunctionVersion | undefined> => {
  const row = await session.get(
    "SELECT * FROM function_versions WHERE function_name = ? AND version = ?",
    functionName,
    version,
  );
  return row && toVersion(row, cipher);
};

/** What there is of one version to check before an alias points to it: all but its variables, which stay sealed. */
export const findPointedToVersion = async (
  session: SqlSession,
  functionName: string,
  version: string,
): Promise<PointedToVersion | undefined> => {
  const row = await session.get(
    "SELECT settings, state FROM function_versions WHERE function_name = ? AND version = ?",
    functionName,
    version,
  );
  if (row === undefined) return undefined;
  const settings = JSON.parse(String(row["settings"])) as PointedToVersion["settings"];
  return { settings, state: JSON.parse(String(row["state"])) as PointedToVersion["state"] };
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
    JSON.stringify(toStored(version)),
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

/** Variables are kept sealed, and in no other form. */
const toStored = ({ functionName, settings }: FunctionVersion): FunctionSettings => {
  const { environmentError: _notKept, ...kept } = settings;
  if (settings.sealedEnvironment !== undefined) return { ...kept, environment: {} };
  if (Object.keys(settings.environment).length === 0) return kept;
  throw new Error(`The environment variables of ${functionName} would be stored in clear.`);
};

const withVariables = async (
  functionName: string,
  settings: FunctionSettings,
  cipher: EnvironmentCipher,
): Promise<FunctionSettings> => {
  if (settings.sealedEnvironment === undefined) return settings;
  const opened = await cipher.open(functionName, settings.sealedEnvironment);
  return opened.kind === "variables"
    ? { ...settings, environment: opened.variables }
    : { ...settings, environmentError: opened.error };
};

/** Every one of many rows. */
export const toVersions = (rows: readonly SqlRow[], cipher: EnvironmentCipher): Promise<readonly FunctionVersion[]> =>
  Promise.all(rows.map((row) => toVersion(row, cipher)));

/** Rows are written by this file alone, so their JSON is what `writeVersion` was given. */
const toVersion = async (row: SqlRow, cipher: EnvironmentCipher): Promise<FunctionVersion> => ({
  functionName: String(row["function_name"]),
  version: String(row["version"]),
  settings: await withVariables(
    String(row["function_name"]),
    JSON.parse(String(row["settings"])) as FunctionSettings,
    cipher,
  ),
  code: { sha256: String(row["code_sha256"]), sizeBytes: Number(row["code_size_bytes"]) },
  revisionId: String(row["revision_id"]),
  lastModifiedMs: Number(row["last_modified_ms"]),
  state: JSON.parse(String(row["state"])) as FunctionVersion["state"],
  lastUpdate: JSON.parse(String(row["last_update"])) as FunctionVersion["lastUpdate"],
  publishedAs: row["published_as"] === null ? undefined : String(row["published_as"]),
});
