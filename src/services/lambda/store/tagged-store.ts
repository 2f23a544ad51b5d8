import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Tags } from "./function-store.ts";

/** Tables of this shape: `arn`, `content`, `tags`. */
type TaggedTable = "code_signing_configs" | "capacity_providers";

/**
 * Things of one kind that have an ARN and tags of their own and outlive the functions that name them. Every change is
 * durable when its promise resolves.
 */
export class TaggedStore<Content extends { readonly arn: string }> {
  readonly #database: Database;
  readonly #table: TaggedTable;

  constructor(database: Database, table: TaggedTable) {
    this.#database = database;
    this.#table = table;
  }

  /** @returns false, and changes nothing, when there is one of this ARN already */
  async insert(content: Content, tags: Tags): Promise<boolean> {
    const inserted = await this.#database.run(
      `INSERT INTO ${this.#table} (arn, content, tags) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
      content.arn,
      JSON.stringify(content),
      JSON.stringify(tags),
    );
    return inserted > 0;
  }

  async find(arn: string): Promise<Content | undefined> {
    const row = await this.#findRow(this.#database, arn);
    return row && this.#toContent(row);
  }

  /** @returns undefined when there is none */
  update(arn: string, change: (current: Content) => Content): Promise<Content | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await this.#findRow(session, arn);
      if (row === undefined) return undefined;
      const next = change(this.#toContent(row));
      await session.run(`UPDATE ${this.#table} SET content = ? WHERE arn = ?`, JSON.stringify(next), arn);
      return next;
    });
  }

  /** @returns false when there is none */
  async delete(arn: string): Promise<boolean> {
    return (await this.#database.run(`DELETE FROM ${this.#table} WHERE arn = ?`, arn)) > 0;
  }

  /** All of them, by ARN. */
  async list(): Promise<readonly Content[]> {
    return (await this.#database.all(`SELECT * FROM ${this.#table} ORDER BY arn`)).map((row) => this.#toContent(row));
  }

  /** @returns undefined when there is nothing of this ARN */
  async findTags(arn: string): Promise<Tags | undefined> {
    const row = await this.#findRow(this.#database, arn);
    return row && toTags(row);
  }

  /** @returns undefined when there is nothing of this ARN */
  updateTags(arn: string, change: (current: Tags) => Tags): Promise<Tags | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await this.#findRow(session, arn);
      if (row === undefined) return undefined;
      const next = change(toTags(row));
      await session.run(`UPDATE ${this.#table} SET tags = ? WHERE arn = ?`, JSON.stringify(next), arn);
      return next;
    });
  }

  /** Rows of the table are written by this class alone. */
  #toContent(row: SqlRow): Content {
    return JSON.parse(String(row["content"])) as Content;
  }

  #findRow(session: SqlSession, arn: string): Promise<SqlRow | undefined> {
    return session.get(`SELECT * FROM ${this.#table} WHERE arn = ?`, arn);
  }
}

/** Rows are written by this file alone. */
const toTags = (row: SqlRow): Tags => JSON.parse(String(row["tags"])) as Tags;
