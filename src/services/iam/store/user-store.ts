import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Tags } from "../model/tags.ts";
import type { User } from "../model/user.ts";

interface UserRow extends SqlRow {
  readonly user_name: string;
  readonly user_id: string;
  readonly path: string;
  readonly created_at_ms: number;
  readonly tags: string;
}

/** Users at rest. */
export class UserStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(userName: string, session: SqlSession = this.#database): Promise<User | undefined> {
    const row = await session.get<UserRow>("SELECT * FROM iam_users WHERE name_key = ?", userName.toLowerCase());
    return row && toUser(row);
  }

  async findById(userId: string): Promise<User | undefined> {
    const row = await this.#database.get<UserRow>("SELECT * FROM iam_users WHERE user_id = ?", userId);
    return row && toUser(row);
  }

  /** Users whose path begins with `pathPrefix`, by name, from after `afterName` on. */
  async list(pathPrefix: string, afterName: string, limit: number): Promise<readonly User[]> {
    const rows = await this.#database.all<UserRow>(
      "SELECT * FROM iam_users WHERE substr(path, 1, ?) = ? AND name_key > ? ORDER BY name_key LIMIT ?",
      pathPrefix.length,
      pathPrefix,
      afterName.toLowerCase(),
      limit,
    );
    return rows.map(toUser);
  }

  async insert(user: User, session: SqlSession): Promise<void> {
    await session.run(
      "INSERT INTO iam_users (name_key, user_name, user_id, path, created_at_ms, tags) VALUES (?, ?, ?, ?, ?, ?)",
      user.userName.toLowerCase(),
      user.userName,
      user.userId,
      user.path,
      user.createdAtMs,
      JSON.stringify(user.tags),
    );
  }

  async setTags(userId: string, tags: Tags, session: SqlSession): Promise<void> {
    await session.run("UPDATE iam_users SET tags = ? WHERE user_id = ?", JSON.stringify(tags), userId);
  }

  async remove(userId: string, session: SqlSession): Promise<void> {
    await session.run("DELETE FROM iam_users WHERE user_id = ?", userId);
  }
}

const toUser = (row: UserRow): User => ({
  userName: row.user_name,
  userId: row.user_id,
  path: row.path,
  createdAtMs: row.created_at_ms,
  tags: JSON.parse(row.tags) as Tags,
});
