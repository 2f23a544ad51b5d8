import { OperatorError } from "../../../base/operator-error.ts";
import type { Sealer } from "../../../base/sealer.ts";
import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { AccessKey, AccessKeyLastUsed, AccessKeyStatus } from "../model/access-key.ts";

/** A key with its secret in clear text, as it lives in memory and nowhere else. */
export interface UnsealedAccessKey extends AccessKey {
  readonly secretAccessKey: string;
}

interface AccessKeyRow extends SqlRow {
  readonly access_key_id: string;
  readonly user_id: string | null;
  readonly sealed_secret: string;
  readonly status: AccessKeyStatus;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number | null;
  readonly last_used_service: string | null;
  readonly last_used_region: string | null;
}

/** Access keys at rest. Secrets are sealed to their key id, so that swapped rows do not open. */
export class AccessKeyStore {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  /** @throws OperatorError MASTER_KEY_MISMATCH when the secrets were sealed under another master key */
  async all(): Promise<readonly UnsealedAccessKey[]> {
    const rows = await this.#database.all<AccessKeyRow>("SELECT * FROM iam_access_keys ORDER BY created_at_ms");
    return rows.map((row) => this.#unseal(row));
  }

  /** The account's own key; the oldest should there ever be two. */
  async findRootKey(): Promise<UnsealedAccessKey | undefined> {
    const row = await this.#database.get<AccessKeyRow>(
      "SELECT * FROM iam_access_keys WHERE user_id IS NULL ORDER BY created_at_ms LIMIT 1",
    );
    return row && this.#unseal(row);
  }

  async ofUser(userId: string, session: SqlSession = this.#database): Promise<readonly AccessKey[]> {
    const rows = await session.all<AccessKeyRow>(
      "SELECT * FROM iam_access_keys WHERE user_id = ? ORDER BY created_at_ms, access_key_id",
      userId,
    );
    return rows.map(toAccessKey);
  }

  async find(accessKeyId: string): Promise<AccessKey | undefined> {
    const row = await this.#database.get<AccessKeyRow>(
      "SELECT * FROM iam_access_keys WHERE access_key_id = ?",
      accessKeyId,
    );
    return row && toAccessKey(row);
  }

  async insert(key: UnsealedAccessKey, session: SqlSession = this.#database): Promise<void> {
    await session.run(
      `INSERT INTO iam_access_keys (access_key_id, user_id, sealed_secret, status, created_at_ms)
       VALUES (?, ?, ?, ?, ?)`,
      key.accessKeyId,
      key.userId ?? null,
      this.#sealer.seal(key.secretAccessKey, key.accessKeyId).toString("base64"),
      key.status,
      key.createdAtMs,
    );
  }

  /** @returns false when the user has no such key */
  async setStatus(accessKeyId: string, userId: string, status: AccessKeyStatus): Promise<boolean> {
    const sql = "UPDATE iam_access_keys SET status = ? WHERE access_key_id = ? AND user_id = ?";
    return (await this.#database.run(sql, status, accessKeyId, userId)) > 0;
  }

  /** @returns false when the user has no such key */
  async remove(accessKeyId: string, userId: string): Promise<boolean> {
    const sql = "DELETE FROM iam_access_keys WHERE access_key_id = ? AND user_id = ?";
    return (await this.#database.run(sql, accessKeyId, userId)) > 0;
  }

  async saveLastUses(uses: ReadonlyMap<string, AccessKeyLastUsed>): Promise<void> {
    await this.#database.transaction(async (session) => {
      for (const [accessKeyId, use] of uses) {
        await session.run(
          `UPDATE iam_access_keys SET last_used_at_ms = ?, last_used_service = ?, last_used_region = ?
           WHERE access_key_id = ?`,
          use.atMs,
          use.serviceName,
          use.region,
          accessKeyId,
        );
      }
    });
  }

  #unseal(row: AccessKeyRow): UnsealedAccessKey {
    const secretAccessKey = this.#sealer.open(Buffer.from(row.sealed_secret, "base64"), row.access_key_id);
    if (secretAccessKey === undefined) throw masterKeyMismatch(row.access_key_id);
    return { ...toAccessKey(row), secretAccessKey };
  }
}

const masterKeyMismatch = (accessKeyId: string): OperatorError =>
  new OperatorError({
    code: "MASTER_KEY_MISMATCH",
    message: `The stored secret of access key ${accessKeyId} does not open under this master key.`,
    remedy: "Start with the master key that this database was used with before.",
  });

const toAccessKey = (row: AccessKeyRow): AccessKey => ({
  accessKeyId: row.access_key_id,
  userId: row.user_id ?? undefined,
  status: row.status,
  createdAtMs: row.created_at_ms,
  lastUsed:
    row.last_used_at_ms === null
      ? undefined
      : {
          atMs: row.last_used_at_ms,
          serviceName: row.last_used_service ?? "N/A",
          region: row.last_used_region ?? "N/A",
        },
});
