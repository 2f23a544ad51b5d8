import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { FunctionSettings } from "../model/function-version.ts";
import type { LayerVersionReference } from "../model/layer-reference.ts";
import type { LayerVersion } from "../model/layer-version.ts";
import type { ResourcePolicy } from "../model/resource-policy.ts";

/** What a list of layers or of versions is narrowed down to; undefined takes all. */
export interface LayerFilter {
  readonly runtime: string | undefined;
  readonly architecture: string | undefined;
}

/** Layers and their versions. Every change is durable when its promise resolves. */
export class LayerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores a version under the number after the last one that its layer ever had. */
  insert(version: Omit<LayerVersion, "version" | "policy">): Promise<LayerVersion> {
    return this.#database.transaction(async (session) => {
      const last = await session.get(
        "SELECT max(version) AS version FROM layer_versions WHERE layer_name = ?",
        version.layerName,
      );
      const numbered = { ...version, version: Number(last?.["version"] ?? 0) + 1, policy: undefined };
      await insertRow(session, numbered);
      return numbered;
    });
  }

  find(reference: LayerVersionReference): Promise<LayerVersion | undefined> {
    return findVersion(this.#database, reference);
  }

  /** Marks a version as deleted; one that is not there is no error. */
  async delete({ layerName, version }: LayerVersionReference, nowMs: number): Promise<void> {
    await this.#database.run(
      `UPDATE layer_versions SET deleted_ms = ?, policy = NULL
       WHERE layer_name = ? AND version = ? AND deleted_ms IS NULL`,
      nowMs,
      layerName,
      version,
    );
  }

  /** The newest matching version of up to `limit` layers that have one, by name, beginning after a name. */
  async listLatest(filter: LayerFilter, afterName: string, limit: number): Promise<readonly LayerVersion[]> {
    const rows = await this.#database.all(
      `SELECT layer_versions.* FROM layer_versions JOIN (
         SELECT layer_name, max(version) AS version FROM layer_versions
         WHERE deleted_ms IS NULL AND compatible_runtimes LIKE ? AND compatible_architectures LIKE ? AND layer_name > ?
         GROUP BY layer_name ORDER BY layer_name LIMIT ?
       ) AS latest ON latest.layer_name = layer_versions.layer_name AND latest.version = layer_versions.version
       ORDER BY layer_versions.layer_name`,
      holding(filter.runtime),
      holding(filter.architecture),
      afterName,
      limit,
    );
    return rows.map(toLayerVersion);
  }

  /** Up to `limit` matching versions of a layer, newest first, beginning below a version. */
  async listVersions(
    layerName: string,
    filter: LayerFilter,
    belowVersion: number,
    limit: number,
  ): Promise<readonly LayerVersion[]> {
    const rows = await this.#database.all(
      `SELECT * FROM layer_versions
       WHERE deleted_ms IS NULL AND compatible_runtimes LIKE ? AND compatible_architectures LIKE ?
         AND layer_name = ? AND version < ? ORDER BY version DESC LIMIT ?`,
      holding(filter.runtime),
      holding(filter.architecture),
      layerName,
      belowVersion,
      limit,
    );
    return rows.map(toLayerVersion);
  }

  /**
   * Changes the policy of a version with nobody writing in between.
   * @param change gets the policy as it is; what it returns is kept, and what it throws comes back, nothing changed
   * @returns undefined when there is no such version
   */
  updatePolicy(
    reference: LayerVersionReference,
    change: (current: ResourcePolicy | undefined) => ResourcePolicy | undefined,
  ): Promise<LayerVersion | undefined> {
    return this.#database.transaction(async (session) => {
      const current = await findVersion(session, reference);
      if (current === undefined) return undefined;
      const policy = change(current.policy);
      await session.run(
        "UPDATE layer_versions SET policy = ? WHERE layer_name = ? AND version = ?",
        policy === undefined ? null : JSON.stringify(policy),
        reference.layerName,
        reference.version,
      );
      return { ...current, policy };
    });
  }

  /**
   * Hashes of all archives of layers: of those that functions have, of those that are there, and of those that were
   * deleted after `deletedAfterMs`, which a function that is being created may be about to have.
   */
  async referencedCode(deletedAfterMs: number): Promise<ReadonlySet<string>> {
    const published = await this.#database.all(
      "SELECT DISTINCT code_sha256 FROM layer_versions WHERE deleted_ms IS NULL OR deleted_ms > ?",
      deletedAfterMs,
    );
    // Settings are JSON without blanks; most functions have no layers.
    const used = await this.#database.all(
      `SELECT DISTINCT settings FROM function_versions WHERE settings LIKE '%"layers":[{%'`,
    );
    return new Set([
      ...published.map((row) => String(row["code_sha256"])),
      ...used.flatMap((row) => layersOf(row).map(({ sha256 }) => sha256)),
    ]);
  }

  /** Size of all archives of layers, as they were uploaded. */
  async storedBytes(): Promise<number> {
    const row = await this.#database.get(
      "SELECT coalesce(sum(code_size_bytes), 0) AS bytes FROM layer_versions WHERE deleted_ms IS NULL",
    );
    return Number(row?.["bytes"]);
  }
}

/** A pattern for a list in JSON. The `_` of `x86_64` stands for any character, and no other name is like it. */
const holding = (value: string | undefined): string => (value === undefined ? "%" : `%"${value}"%`);

const findVersion = async (
  session: SqlSession,
  { layerName, version }: LayerVersionReference,
): Promise<LayerVersion | undefined> => {
  const row = await session.get(
    "SELECT * FROM layer_versions WHERE layer_name = ? AND version = ? AND deleted_ms IS NULL",
    layerName,
    version,
  );
  return row && toLayerVersion(row);
};

const insertRow = async (session: SqlSession, version: LayerVersion): Promise<void> => {
  await session.run(
    `INSERT INTO layer_versions (layer_name, version, description, license_info, compatible_runtimes,
       compatible_architectures, created_ms, code_sha256, code_size_bytes, unzipped_bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    version.layerName,
    version.version,
    version.description,
    version.licenseInfo ?? null,
    JSON.stringify(version.compatibleRuntimes),
    JSON.stringify(version.compatibleArchitectures),
    version.createdMs,
    version.content.sha256,
    version.content.sizeBytes,
    version.content.unzippedBytes,
  );
};

const layersOf = (row: SqlRow): FunctionSettings["layers"] =>
  (JSON.parse(String(row["settings"])) as FunctionSettings).layers;

/** Rows are written by this file alone, so their JSON is what was given to it. */
const toLayerVersion = (row: SqlRow): LayerVersion => ({
  layerName: String(row["layer_name"]),
  version: Number(row["version"]),
  description: String(row["description"]),
  licenseInfo: row["license_info"] === null ? undefined : String(row["license_info"]),
  compatibleRuntimes: JSON.parse(String(row["compatible_runtimes"])) as readonly string[],
  compatibleArchitectures: JSON.parse(String(row["compatible_architectures"])) as readonly string[],
  createdMs: Number(row["created_ms"]),
  content: {
    sha256: String(row["code_sha256"]),
    sizeBytes: Number(row["code_size_bytes"]),
    unzippedBytes: Number(row["unzipped_bytes"]),
  },
  policy: row["policy"] === null ? undefined : (JSON.parse(String(row["policy"])) as ResourcePolicy),
});
