import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { SigningConfig } from "../model/code-signing-config.ts";
import type { Tags } from "./function-store.ts";

/** Code signing configurations and their tags. Every change is durable when its promise resolves. */
export class CodeSigningConfigStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(config: SigningConfig, tags: Tags): Promise<void> {
    await this.#database.run(
      "INSERT INTO code_signing_configs (arn, content, tags) VALUES (?, ?, ?)",
      config.arn,
      JSON.stringify(config),
      JSON.stringify(tags),
    );
  }

  async find(arn: string): Promise<SigningConfig | undefined> {
    const row = await findRow(this.#database, arn);
    return row && toConfig(row);
  }

  /** @returns undefined when there is none */
  update(arn: string, change: (current: SigningConfig) => SigningConfig): Promise<SigningConfig | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await findRow(session, arn);
      if (row === undefined) return undefined;
      const next = change(toConfig(row));
      await session.run("UPDATE code_signing_configs SET content = ? WHERE arn = ?", JSON.stringify(next), arn);
      return next;
    });
  }

  /** @returns false when there is none */
  async delete(arn: string): Promise<boolean> {
    return (await this.#database.run("DELETE FROM code_signing_configs WHERE arn = ?", arn)) > 0;
  }

  /** All of them, by ARN. */
  async list(): Promise<readonly SigningConfig[]> {
    return (await this.#database.all("SELECT * FROM code_signing_configs ORDER BY arn")).map(toConfig);
  }

  /** @returns undefined when there is no such configuration */
  async findTags(arn: string): Promise<Tags | undefined> {
    const row = await findRow(this.#database, arn);
    return row && toTags(row);
  }

  /** @returns undefined when there is no such configuration */
  updateTags(arn: string, change: (current: Tags) => Tags): Promise<Tags | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await findRow(session, arn);
      if (row === undefined) return undefined;
      const next = change(toTags(row));
      await session.run("UPDATE code_signing_configs SET tags = ? WHERE arn = ?", JSON.stringify(next), arn);
      return next;
    });
  }
}

const findRow = (session: SqlSession, arn: string): Promise<SqlRow | undefined> =>
  session.get("SELECT * FROM code_signing_configs WHERE arn = ?", arn);

/** Rows are written by this file alone. */
const toConfig = (row: SqlRow): SigningConfig => JSON.parse(String(row["content"])) as SigningConfig;
const toTags = (row: SqlRow): Tags => JSON.parse(String(row["tags"])) as Tags;
