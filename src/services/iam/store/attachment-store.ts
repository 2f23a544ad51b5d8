import type { Database, SqlSession } from "../../../storage/contract.ts";

/** A role that a policy is attached to. */
interface AttachedRole {
  readonly roleName: string;
  readonly roleId: string;
  readonly path: string;
}

/** A user that a policy is attached to. */
interface AttachedUser {
  readonly userName: string;
  readonly userId: string;
  readonly path: string;
}

/** Which managed policies are attached to whom. Policies are named by ARN: AWS's own have no row. */
export class AttachmentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** ARNs in order. */
  async list(ownerId: string, session: SqlSession = this.#database): Promise<readonly string[]> {
    const rows = await session.all<{ policy_arn: string }>(
      "SELECT policy_arn FROM iam_attached_policies WHERE owner_id = ? ORDER BY policy_arn",
      ownerId,
    );
    return rows.map((row) => row.policy_arn);
  }

  async count(policyArn: string, session: SqlSession = this.#database): Promise<number> {
    const sql = "SELECT count(*) AS attachments FROM iam_attached_policies WHERE policy_arn = ?";
    return (await session.get<{ attachments: number }>(sql, policyArn))?.attachments ?? 0;
  }

  /** How often each policy is attached, by ARN; those that are not are left out. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.all<{ policy_arn: string; attachments: number }>(
      "SELECT policy_arn, count(*) AS attachments FROM iam_attached_policies GROUP BY policy_arn",
    );
    return new Map(rows.map((row) => [row.policy_arn, row.attachments]));
  }

  /** Roles by name. */
  async roles(policyArn: string): Promise<readonly AttachedRole[]> {
    const rows = await this.#database.all<{ role_name: string; role_id: string; path: string }>(
      `SELECT role_name, role_id, path FROM iam_attached_policies JOIN iam_roles ON role_id = owner_id
       WHERE policy_arn = ? ORDER BY name_key`,
      policyArn,
    );
    return rows.map((row) => ({ roleName: row.role_name, roleId: row.role_id, path: row.path }));
  }

  /** Users by name. */
  async users(policyArn: string): Promise<readonly AttachedUser[]> {
    const rows = await this.#database.all<{ user_name: string; user_id: string; path: string }>(
      `SELECT user_name, user_id, path FROM iam_attached_policies JOIN iam_users ON user_id = owner_id
       WHERE policy_arn = ? ORDER BY name_key`,
      policyArn,
    );
    return rows.map((row) => ({ userName: row.user_name, userId: row.user_id, path: row.path }));
  }

  /** Attaching twice is attaching once. */
  async attach(ownerId: string, policyArn: string, session: SqlSession): Promise<void> {
    await session.run(
      "INSERT INTO iam_attached_policies (owner_id, policy_arn) VALUES (?, ?) ON CONFLICT DO NOTHING",
      ownerId,
      policyArn,
    );
  }

  /** @returns false when it was not attached */
  async detach(ownerId: string, policyArn: string): Promise<boolean> {
    const sql = "DELETE FROM iam_attached_policies WHERE owner_id = ? AND policy_arn = ?";
    return (await this.#database.run(sql, ownerId, policyArn)) > 0;
  }
}
