import type { Database, SqlRow, SqlSession } from "../../../storage/contract.ts";
import { type EventSourceMapping, eventSourceKey } from "../model/event-source-mapping.ts";
import type { Tags } from "./function-store.ts";

export type InsertMappingOutcome =
  | { readonly kind: "inserted" }
  | { readonly kind: "exists"; readonly mapping: EventSourceMapping };

/** Event source mappings and their tags. Every change is durable when its promise resolves. */
export class EventSourceMappingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Changes nothing when the function has a mapping of the same source already. */
  insert(mapping: EventSourceMapping, tags: Tags): Promise<InsertMappingOutcome> {
    const source = eventSourceKey(mapping.settings);
    return this.#database.transaction(async (session) => {
      const row = await session.get(
        "SELECT * FROM event_source_mappings WHERE function_arn = ? AND event_source = ?",
        mapping.functionArn,
        source,
      );
      if (row !== undefined) return { kind: "exists", mapping: toMapping(row) };
      await session.run(
        "INSERT INTO event_source_mappings (uuid, function_arn, event_source, content, tags) VALUES (?, ?, ?, ?, ?)",
        mapping.uuid,
        mapping.functionArn,
        source,
        JSON.stringify(mapping),
        JSON.stringify(tags),
      );
      return { kind: "inserted" };
    });
  }

  async find(uuid: string): Promise<EventSourceMapping | undefined> {
    const row = await findRow(this.#database, uuid);
    return row && toMapping(row);
  }

  /**
   * @param change what it throws comes back, nothing changed
   * @returns undefined when there is none
   */
  update(
    uuid: string,
    change: (current: EventSourceMapping) => EventSourceMapping,
  ): Promise<EventSourceMapping | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await findRow(session, uuid);
      if (row === undefined) return undefined;
      const next = change(toMapping(row));
      await session.run(
        "UPDATE event_source_mappings SET function_arn = ?, content = ? WHERE uuid = ?",
        next.functionArn,
        JSON.stringify(next),
        uuid,
      );
      return next;
    });
  }

  /** @returns what there was, undefined when there was none */
  async delete(uuid: string): Promise<EventSourceMapping | undefined> {
    const row = await this.#database.get("DELETE FROM event_source_mappings WHERE uuid = ? RETURNING *", uuid);
    return row && toMapping(row);
  }

  /** All of them, by UUID. @param functionArn only of this function, version or alias */
  async list(functionArn: string | undefined): Promise<readonly EventSourceMapping[]> {
    const rows = await this.#database.all(
      "SELECT * FROM event_source_mappings WHERE coalesce(?, function_arn) = function_arn ORDER BY uuid",
      functionArn ?? null,
    );
    return rows.map(toMapping);
  }

  /** @returns undefined when there is no such mapping */
  async findTags(uuid: string): Promise<Tags | undefined> {
    const row = await findRow(this.#database, uuid);
    return row && toTags(row);
  }

  /** @returns undefined when there is no such mapping */
  updateTags(uuid: string, change: (current: Tags) => Tags): Promise<Tags | undefined> {
    return this.#database.transaction(async (session) => {
      const row = await findRow(session, uuid);
      if (row === undefined) return undefined;
      const next = change(toTags(row));
      await session.run("UPDATE event_source_mappings SET tags = ? WHERE uuid = ?", JSON.stringify(next), uuid);
      return next;
    });
  }
}

const findRow = (session: SqlSession, uuid: string): Promise<SqlRow | undefined> =>
  session.get("SELECT * FROM event_source_mappings WHERE uuid = ?", uuid);

/** Rows are written by this file alone. */
const toMapping = (row: SqlRow): EventSourceMapping => JSON.parse(String(row["content"])) as EventSourceMapping;
const toTags = (row: SqlRow): Tags => JSON.parse(String(row["tags"])) as Tags;
