import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Role } from "../model/role.ts";
import type { Tags } from "../model/tags.ts";

interface RoleRow extends SqlRow {
  readonly role_name: string;
  readonly role_id: string;
  readonly path: string;
  readonly created_at_ms: number;
  readonly description: string | null;
  readonly max_session_duration_seconds: number;
  readonly assume_role_policy_document: string;
  readonly permissions_boundary_arn: string | null;
  readonly tags: string;
}

/** Roles at rest, without their policies. */
export class RoleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(roleName: string, session: SqlSession = this.#database): Promise<Role | undefined> {
    const row = await session.get<RoleRow>("SELECT * FROM iam_roles WHERE name_key = ?", roleName.toLowerCase());
    return row && toRole(row);
  }

  async all(): Promise<readonly Role[]> {
    const rows = await this.#database.all<RoleRow>("SELECT * FROM iam_roles ORDER BY name_key");
    return rows.map(toRole);
  }

  /** Roles whose path begins with `pathPrefix`, by name, from after `afterName` on. */
  async list(pathPrefix: string, afterName: string, limit: number): Promise<readonly Role[]> {
    const rows = await this.#database.all<RoleRow>(
      `SELECT * FROM iam_roles WHERE substr(path, 1, ?) = ? AND name_key > ? ORDER BY name_key LIMIT ?`,
      pathPrefix.length,
      pathPrefix,
      afterName.toLowerCase(),
      limit,
    );
    return rows.map(toRole);
  }

  async insert(role: Role, session: SqlSession = this.#database): Promise<void> {
    await session.run(
      `INSERT INTO iam_roles (name_key, role_name, role_id, path, created_at_ms, description,
         max_session_duration_seconds, assume_role_policy_document, permissions_boundary_arn, tags)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      role.roleName.toLowerCase(),
      role.roleName,
      role.roleId,
      role.path,
      role.createdAtMs,
      role.description ?? null,
      role.maxSessionDurationSeconds,
      role.assumeRolePolicyDocument,
      role.permissionsBoundaryArn ?? null,
      JSON.stringify(role.tags),
    );
  }

  /** Writes everything that may change; name, id, path and creation never do. */
  async update(role: Role, session: SqlSession = this.#database): Promise<void> {
    await session.run(
      `UPDATE iam_roles SET description = ?, max_session_duration_seconds = ?, assume_role_policy_document = ?,
         permissions_boundary_arn = ?, tags = ? WHERE role_id = ?`,
      role.description ?? null,
      role.maxSessionDurationSeconds,
      role.assumeRolePolicyDocument,
      role.permissionsBoundaryArn ?? null,
      JSON.stringify(role.tags),
      role.roleId,
    );
  }

  /** Roles that the policy is the permissions boundary of, by name. */
  async boundedBy(policyArn: string, session: SqlSession = this.#database): Promise<readonly Role[]> {
    const sql = "SELECT * FROM iam_roles WHERE permissions_boundary_arn = ? ORDER BY name_key";
    return (await session.all<RoleRow>(sql, policyArn)).map(toRole);
  }

  /** How many roles each policy bounds, by ARN; those that bound none are left out. */
  async boundaryCounts(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.all<{ policy_arn: string; roles: number }>(
      `SELECT permissions_boundary_arn AS policy_arn, count(*) AS roles FROM iam_roles
       WHERE permissions_boundary_arn IS NOT NULL GROUP BY permissions_boundary_arn`,
    );
    return new Map(rows.map((row) => [row.policy_arn, row.roles]));
  }

  async remove(roleId: string, session: SqlSession = this.#database): Promise<void> {
    await session.run("DELETE FROM iam_roles WHERE role_id = ?", roleId);
  }
}

const toRole = (row: RoleRow): Role => ({
  roleName: row.role_name,
  roleId: row.role_id,
  path: row.path,
  createdAtMs: row.created_at_ms,
  description: row.description ?? undefined,
  maxSessionDurationSeconds: row.max_session_duration_seconds,
  assumeRolePolicyDocument: row.assume_role_policy_document,
  permissionsBoundaryArn: row.permissions_boundary_arn ?? undefined,
  tags: JSON.parse(row.tags) as Tags,
});
