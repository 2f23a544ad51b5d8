import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Policy, PolicyVersion } from "../model/policy.ts";
import type { Tags } from "../model/tags.ts";

interface PolicyRow extends SqlRow {
  readonly policy_name: string;
  readonly policy_id: string;
  readonly arn: string;
  readonly path: string;
  readonly description: string | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly default_version: number;
  readonly newest_version: number;
  readonly tags: string;
}

interface VersionRow extends SqlRow {
  readonly version: number;
  readonly document: string;
  readonly created_at_ms: number;
}

/** The customer's managed policies with their versions. */
export class PolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(arn: string, session: SqlSession = this.#database): Promise<Policy | undefined> {
    const row = await session.get<PolicyRow>("SELECT * FROM iam_policies WHERE arn = ?", arn);
    return row && toPolicy(row);
  }

  async findByName(policyName: string, session: SqlSession): Promise<Policy | undefined> {
    const sql = "SELECT * FROM iam_policies WHERE name_key = ?";
    const row = await session.get<PolicyRow>(sql, policyName.toLowerCase());
    return row && toPolicy(row);
  }

  /** By name. */
  async all(): Promise<readonly Policy[]> {
    return (await this.#database.all<PolicyRow>("SELECT * FROM iam_policies ORDER BY name_key")).map(toPolicy);
  }

  /** Writes a policy with its first version. */
  async insert(policy: Policy, document: string, session: SqlSession): Promise<void> {
    await session.run(
      `INSERT INTO iam_policies (name_key, policy_name, policy_id, arn, path, description, created_at_ms,
         updated_at_ms, default_version, newest_version, tags)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      policy.policyName.toLowerCase(),
      policy.policyName,
      policy.policyId,
      policy.arn,
      policy.path,
      policy.description ?? null,
      policy.createdAtMs,
      policy.updatedAtMs,
      policy.defaultVersion,
      policy.newestVersion,
      JSON.stringify(policy.tags),
    );
    const { newestVersion: version, createdAtMs } = policy;
    await this.insertVersion(policy.policyId, { version, document, createdAtMs }, session);
  }

  /** Writes what may change of a policy. */
  async update(policy: Policy, session: SqlSession): Promise<void> {
    await session.run(
      `UPDATE iam_policies SET updated_at_ms = ?, default_version = ?, newest_version = ?, tags = ?
       WHERE policy_id = ?`,
      policy.updatedAtMs,
      policy.defaultVersion,
      policy.newestVersion,
      JSON.stringify(policy.tags),
      policy.policyId,
    );
  }

  /** Removes a policy with all its versions. */
  async remove(policyId: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM iam_policy_versions WHERE policy_id = ?", policyId);
    await session.run("DELETE FROM iam_policies WHERE policy_id = ?", policyId);
  }

  /** Newest first. */
  async versions(policyId: string, session: SqlSession = this.#database): Promise<readonly PolicyVersion[]> {
    const sql = "SELECT * FROM iam_policy_versions WHERE policy_id = ? ORDER BY version DESC";
    return (await session.all<VersionRow>(sql, policyId)).map(toVersion);
  }

  async insertVersion(policyId: string, version: PolicyVersion, session: SqlSession): Promise<void> {
    await session.run(
      "INSERT INTO iam_policy_versions (policy_id, version, document, created_at_ms) VALUES (?, ?, ?, ?)",
      policyId,
      version.version,
      version.document,
      version.createdAtMs,
    );
  }

  async removeVersion(policyId: string, version: number, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM iam_policy_versions WHERE policy_id = ? AND version = ?", policyId, version);
  }
}

const toPolicy = (row: PolicyRow): Policy => ({
  policyName: row.policy_name,
  policyId: row.policy_id,
  arn: row.arn,
  path: row.path,
  description: row.description ?? undefined,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
  defaultVersion: row.default_version,
  newestVersion: row.newest_version,
  tags: JSON.parse(row.tags) as Tags,
});

const toVersion = (row: VersionRow): PolicyVersion => ({
  version: row.version,
  document: row.document,
  createdAtMs: row.created_at_ms,
});
