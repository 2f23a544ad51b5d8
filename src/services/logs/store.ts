import type { Database, Migration, SqlRow, SqlSession } from "../../storage/contract.ts";
import { logGroupNotFound } from "./exceptions.ts";
import type { LogGroup } from "./model/log-group.ts";
import type { LogStream, StreamSummary } from "./model/log-stream.ts";

/** Rooms outside the store name the database by this type only. */
export type LogsDatabase = Database;

const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-logs",
    sql: `
      CREATE TABLE logs_groups (
        log_group_name TEXT PRIMARY KEY,
        group_id TEXT NOT NULL UNIQUE,
        created_at_ms BIGINT NOT NULL,
        log_group_class TEXT NOT NULL,
        retention_days INTEGER,
        deletion_protected INTEGER NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE TABLE logs_streams (
        group_id TEXT NOT NULL,
        log_stream_name TEXT NOT NULL,
        stream_id TEXT NOT NULL UNIQUE,
        created_at_ms BIGINT NOT NULL,
        first_timestamp_ms BIGINT,
        last_timestamp_ms BIGINT,
        last_ingested_at_ms BIGINT,
        stored_bytes BIGINT NOT NULL,
        unsettled INTEGER NOT NULL,
        PRIMARY KEY (group_id, log_stream_name)
      );
      CREATE INDEX logs_streams_by_time ON logs_streams (group_id, last_timestamp_ms);
      CREATE INDEX logs_streams_unsettled ON logs_streams (unsettled);`,
  },
];

interface GroupRow extends SqlRow {
  readonly log_group_name: string;
  readonly group_id: string;
  readonly created_at_ms: number;
  readonly log_group_class: LogGroup["logGroupClass"];
  readonly retention_days: number | null;
  readonly deletion_protected: number;
  readonly tags: string;
}

interface StreamRow extends SqlRow {
  readonly group_id: string;
  readonly log_stream_name: string;
  readonly stream_id: string;
  readonly created_at_ms: number;
  readonly first_timestamp_ms: number | null;
  readonly last_timestamp_ms: number | null;
  readonly last_ingested_at_ms: number | null;
  readonly stored_bytes: number;
}

/** Groups and streams; their events lie in segments on the disk. */
export class LogsStore {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Brings the tables up to date. */
  static async open(database: Database): Promise<LogsStore> {
    await database.migrate("logs", MIGRATIONS);
    return new LogsStore(database);
  }

  async findGroup(logGroupName: string): Promise<LogGroup | undefined> {
    const sql = "SELECT * FROM logs_groups WHERE log_group_name = ?";
    const row = await this.#database.get<GroupRow>(sql, logGroupName);
    return row && toGroup(row);
  }

  async allGroups(): Promise<readonly LogGroup[]> {
    const rows = await this.#database.all<GroupRow>("SELECT * FROM logs_groups ORDER BY log_group_name");
    return rows.map(toGroup);
  }

  /** @returns false when there is one of that name already */
  async insertGroup(group: LogGroup): Promise<boolean> {
    const changed = await this.#database.run(
      `INSERT INTO logs_groups (log_group_name, group_id, created_at_ms, log_group_class, retention_days,
         deletion_protected, tags)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log_group_name) DO NOTHING`,
      group.logGroupName,
      group.groupId,
      group.createdAtMs,
      group.logGroupClass,
      group.retentionDays ?? null,
      group.isDeletionProtected ? 1 : 0,
      JSON.stringify(group.tags),
    );
    return changed > 0;
  }

  async setRetention(groupId: string, retentionDays: number | undefined): Promise<void> {
    const sql = "UPDATE logs_groups SET retention_days = ? WHERE group_id = ?";
    await this.#database.run(sql, retentionDays ?? null, groupId);
  }

  async setDeletionProtection(
    groupId: string,
    { isDeletionProtected }: { readonly isDeletionProtected: boolean },
  ): Promise<void> {
    const sql = "UPDATE logs_groups SET deletion_protected = ? WHERE group_id = ?";
    await this.#database.run(sql, isDeletionProtected ? 1 : 0, groupId);
  }

  /** Reads a group's tags and writes what `change` makes of them, as one step. @throws ResourceNotFoundException */
  async changeTags(logGroupName: string, change: (tags: LogGroup["tags"]) => LogGroup["tags"]): Promise<void> {
    await this.#database.transaction(async (session) => {
      const sql = "SELECT * FROM logs_groups WHERE log_group_name = ?";
      const row = await session.get<GroupRow>(sql, logGroupName);
      if (row === undefined) throw logGroupNotFound();
      const tags = JSON.stringify(change(toGroup(row).tags));
      await session.run("UPDATE logs_groups SET tags = ? WHERE log_group_name = ?", tags, logGroupName);
    });
  }

  async removeGroup(groupId: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      await session.run("DELETE FROM logs_streams WHERE group_id = ?", groupId);
      await session.run("DELETE FROM logs_groups WHERE group_id = ?", groupId);
    });
  }

  /** Bytes of each group, by its id; groups without streams are left out. */
  async storedBytes(groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (groupIds.length === 0) return new Map();
    const places = groupIds.map(() => "?").join(", ");
    const rows = await this.#database.all<{ group_id: string; bytes: number }>(
      `SELECT group_id, sum(stored_bytes) AS bytes FROM logs_streams WHERE group_id IN (${places}) GROUP BY group_id`,
      ...groupIds,
    );
    return new Map(rows.map((row) => [row.group_id, row.bytes]));
  }

  async findStream(groupId: string, logStreamName: string): Promise<LogStream | undefined> {
    const sql = "SELECT * FROM logs_streams WHERE group_id = ? AND log_stream_name = ?";
    const row = await this.#database.get<StreamRow>(sql, groupId, logStreamName);
    return row && toStream(row);
  }

  async streamsOf(groupId: string): Promise<readonly LogStream[]> {
    const sql = "SELECT * FROM logs_streams WHERE group_id = ? ORDER BY log_stream_name";
    return (await this.#database.all<StreamRow>(sql, groupId)).map(toStream);
  }

  /** Streams whose figures may not agree with their segments, because the server that wrote them was killed. */
  async unsettledStreams(): Promise<readonly LogStream[]> {
    return (await this.#database.all<StreamRow>("SELECT * FROM logs_streams WHERE unsettled = 1")).map(toStream);
  }

  /** @returns false when the group has one of that name already */
  async insertStream(stream: LogStream, { settled }: { readonly settled: boolean }): Promise<boolean> {
    const changed = await this.#database.run(
      `INSERT INTO logs_streams (group_id, log_stream_name, stream_id, created_at_ms, stored_bytes, unsettled)
       VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (group_id, log_stream_name) DO NOTHING`,
      stream.groupId,
      stream.logStreamName,
      stream.streamId,
      stream.createdAtMs,
      settled ? 0 : 1,
    );
    return changed > 0;
  }

  /** To be said before a stream's segments change. */
  async markUnsettled(streamId: string): Promise<void> {
    await this.#database.run("UPDATE logs_streams SET unsettled = 1 WHERE stream_id = ?", streamId);
  }

  /** Writes what the segments say of streams. */
  async saveSummaries(
    summaries: ReadonlyMap<string, StreamSummary>,
    { settled }: { readonly settled: boolean },
  ): Promise<void> {
    await this.#database.transaction(async (session) => {
      for (const [streamId, summary] of summaries) await saveSummary(session, streamId, summary, settled);
    });
  }

  async removeStream(streamId: string): Promise<void> {
    await this.#database.run("DELETE FROM logs_streams WHERE stream_id = ?", streamId);
  }
}

const saveSummary = async (
  session: SqlSession,
  streamId: string,
  summary: StreamSummary,
  settled: boolean,
): Promise<void> => {
  await session.run(
    `UPDATE logs_streams SET first_timestamp_ms = ?, last_timestamp_ms = ?, last_ingested_at_ms = ?,
       stored_bytes = ?, unsettled = ? WHERE stream_id = ?`,
    summary.firstTimestampMs ?? null,
    summary.lastTimestampMs ?? null,
    summary.lastIngestedAtMs ?? null,
    summary.storedBytes,
    settled ? 0 : 1,
    streamId,
  );
};

const toGroup = (row: GroupRow): LogGroup => ({
  logGroupName: row.log_group_name,
  groupId: row.group_id,
  createdAtMs: row.created_at_ms,
  logGroupClass: row.log_group_class,
  retentionDays: row.retention_days ?? undefined,
  isDeletionProtected: row.deletion_protected === 1,
  tags: JSON.parse(row.tags) as Record<string, string>,
});

const toStream = (row: StreamRow): LogStream => ({
  groupId: row.group_id,
  logStreamName: row.log_stream_name,
  streamId: row.stream_id,
  createdAtMs: row.created_at_ms,
  firstTimestampMs: row.first_timestamp_ms ?? undefined,
  lastTimestampMs: row.last_timestamp_ms ?? undefined,
  lastIngestedAtMs: row.last_ingested_at_ms ?? undefined,
  storedBytes: row.stored_bytes,
});
