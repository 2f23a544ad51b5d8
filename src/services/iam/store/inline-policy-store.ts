import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";

/** A policy that lives and dies with the role it is written on. */
export interface InlinePolicy {
  readonly policyName: string;
  readonly document: string;
}

interface InlinePolicyRow extends SqlRow {
  readonly policy_name: string;
  readonly document: string;
}

/** Inline policies by the unique id of their owner. */
export class InlinePolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(ownerId: string, policyName: string): Promise<InlinePolicy | undefined> {
    const row = await this.#database.get<InlinePolicyRow>(
      "SELECT policy_name, document FROM iam_inline_policies WHERE owner_id = ? AND policy_name = ?",
      ownerId,
      policyName,
    );
    return row && toInlinePolicy(row);
  }

  async list(ownerId: string, session: SqlSession = this.#database): Promise<readonly InlinePolicy[]> {
    const rows = await session.all<InlinePolicyRow>(
      "SELECT policy_name, document FROM iam_inline_policies WHERE owner_id = ? ORDER BY policy_name",
      ownerId,
    );
    return rows.map(toInlinePolicy);
  }

  async put(ownerId: string, policy: InlinePolicy, session: SqlSession): Promise<void> {
    await session.run(
      `INSERT INTO iam_inline_policies (owner_id, policy_name, document) VALUES (?, ?, ?)
       ON CONFLICT (owner_id, policy_name) DO UPDATE SET document = excluded.document`,
      ownerId,
      policy.policyName,
      policy.document,
    );
  }

  /** @returns false when there was none */
  async remove(ownerId: string, policyName: string): Promise<boolean> {
    const sql = "DELETE FROM iam_inline_policies WHERE owner_id = ? AND policy_name = ?";
    return (await this.#database.run(sql, ownerId, policyName)) > 0;
  }
}

const toInlinePolicy = (row: InlinePolicyRow): InlinePolicy => ({
  policyName: row.policy_name,
  document: row.document,
});
