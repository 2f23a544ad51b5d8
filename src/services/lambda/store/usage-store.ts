import type { Database, Migration, SqlRow } from "../../../storage/contract.ts";
import type { Usage } from "../model/usage.ts";
import type { Tags } from "./function-store.ts";

/** Rooms outside the store name the database by this type only. */
export type UsageDatabase = Database;

const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-usage",
    // One row for each day and combination of what has a price.
    sql: `
      CREATE TABLE lambda_usage (
        day TEXT NOT NULL,
        function_name TEXT NOT NULL,
        version TEXT NOT NULL,
        architecture TEXT NOT NULL,
        memory_mib INTEGER NOT NULL,
        ephemeral_storage_mib INTEGER NOT NULL,
        is_provisioned INTEGER NOT NULL,
        invocations BIGINT NOT NULL,
        errors BIGINT NOT NULL,
        cold_starts BIGINT NOT NULL,
        duration_ms DOUBLE PRECISION NOT NULL,
        billed_ms BIGINT NOT NULL,
        init_ms DOUBLE PRECISION NOT NULL,
        max_memory_mib INTEGER NOT NULL,
        charged_streamed_bytes BIGINT NOT NULL,
        provisioned_ms DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (day, function_name, version, architecture, memory_mib, ephemeral_storage_mib, is_provisioned)
      )`,
  },
  {
    name: "0002-snapshots",
    sql: `
      ALTER TABLE lambda_usage ADD COLUMN charged_snapshot_ms DOUBLE PRECISION NOT NULL DEFAULT 0;
      ALTER TABLE lambda_usage ADD COLUMN charged_restores BIGINT NOT NULL DEFAULT 0`,
  },
];

interface UsageRow extends SqlRow {
  readonly day: string;
  readonly function_name: string;
  readonly version: string;
  readonly architecture: Usage["architecture"];
  readonly memory_mib: number;
  readonly ephemeral_storage_mib: number;
  readonly is_provisioned: number;
  readonly invocations: number;
  readonly errors: number;
  readonly cold_starts: number;
  readonly duration_ms: number;
  readonly billed_ms: number;
  readonly init_ms: number;
  readonly max_memory_mib: number;
  readonly charged_streamed_bytes: number;
  readonly provisioned_ms: number;
  readonly charged_snapshot_ms: number;
  readonly charged_restores: number;
}

/** What functions used, by day. */
export class UsageStore {
  readonly #database: UsageDatabase;

  private constructor(database: UsageDatabase) {
    this.#database = database;
  }

  /** Brings the table up to date. */
  static async open(database: UsageDatabase): Promise<UsageStore> {
    await database.migrate("lambda-usage", MIGRATIONS);
    return new UsageStore(database);
  }

  /** Adds to what there is of the same day and kind, all of it or nothing. */
  async add(usages: readonly Usage[]): Promise<void> {
    await this.#database.transaction(async (session) => {
      for (const usage of usages) await session.run(ADD, ...columnsOf(usage));
    });
  }

  /** Days included, by day and function. */
  async read(fromDay: string, toDay: string): Promise<readonly Usage[]> {
    const rows = await this.#database.all<UsageRow>(
      "SELECT * FROM lambda_usage WHERE day >= ? AND day <= ? ORDER BY day, function_name, version, memory_mib",
      fromDay,
      toDay,
    );
    return rows.map(toUsage);
  }

  /** In UTC; undefined when it did not run, as far as this goes back. */
  async lastInvokedDay(functionName: string, version: string): Promise<string | undefined> {
    const row = await this.#database.get<{ day: string | null }>(
      "SELECT max(day) AS day FROM lambda_usage WHERE function_name = ? AND version = ? AND invocations > 0",
      functionName,
      version,
    );
    return row?.day ?? undefined;
  }

  async removeBefore(day: string): Promise<void> {
    await this.#database.run("DELETE FROM lambda_usage WHERE day < ?", day);
  }

  /** Tags of all functions that there are now. */
  async functionTags(): Promise<ReadonlyMap<string, Tags>> {
    const sql = "SELECT function_name, tags FROM functions";
    const rows = await this.#database.all<{ function_name: string; tags: string }>(sql);
    return new Map(rows.map((row) => [row.function_name, JSON.parse(row.tags) as Tags]));
  }
}

const ADD = `
  INSERT INTO lambda_usage (day, function_name, version, architecture, memory_mib, ephemeral_storage_mib, is_provisioned,
    invocations, errors, cold_starts, duration_ms, billed_ms, init_ms, max_memory_mib, charged_streamed_bytes,
    provisioned_ms, charged_snapshot_ms, charged_restores)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (day, function_name, version, architecture, memory_mib, ephemeral_storage_mib, is_provisioned)
  DO UPDATE SET
    invocations = lambda_usage.invocations + excluded.invocations,
    errors = lambda_usage.errors + excluded.errors,
    cold_starts = lambda_usage.cold_starts + excluded.cold_starts,
    duration_ms = lambda_usage.duration_ms + excluded.duration_ms,
    billed_ms = lambda_usage.billed_ms + excluded.billed_ms,
    init_ms = lambda_usage.init_ms + excluded.init_ms,
    max_memory_mib = CASE WHEN excluded.max_memory_mib > lambda_usage.max_memory_mib
      THEN excluded.max_memory_mib ELSE lambda_usage.max_memory_mib END,
    charged_streamed_bytes = lambda_usage.charged_streamed_bytes + excluded.charged_streamed_bytes,
    provisioned_ms = lambda_usage.provisioned_ms + excluded.provisioned_ms,
    charged_snapshot_ms = lambda_usage.charged_snapshot_ms + excluded.charged_snapshot_ms,
    charged_restores = lambda_usage.charged_restores + excluded.charged_restores`;

const columnsOf = (usage: Usage) =>
  [
    usage.day,
    usage.functionName,
    usage.version,
    usage.architecture,
    usage.memoryMiB,
    usage.ephemeralStorageMiB,
    usage.isProvisioned ? 1 : 0,
    usage.invocations,
    usage.errors,
    usage.coldStarts,
    usage.durationMs,
    usage.billedMs,
    usage.initMs,
    usage.maxMemoryMiB,
    usage.chargedStreamedBytes,
    usage.provisionedMs,
    usage.chargedSnapshotMs,
    usage.chargedRestores,
  ] as const;

const toUsage = (row: UsageRow): Usage => ({
  day: row.day,
  functionName: row.function_name,
  version: row.version,
  architecture: row.architecture,
  memoryMiB: row.memory_mib,
  ephemeralStorageMiB: row.ephemeral_storage_mib,
  isProvisioned: row.is_provisioned === 1,
  invocations: row.invocations,
  errors: row.errors,
  coldStarts: row.cold_starts,
  durationMs: row.duration_ms,
  billedMs: row.billed_ms,
  initMs: row.init_ms,
  maxMemoryMiB: row.max_memory_mib,
  chargedStreamedBytes: row.charged_streamed_bytes,
  provisionedMs: row.provisioned_ms,
  chargedSnapshotMs: row.charged_snapshot_ms,
  chargedRestores: row.charged_restores,
});
