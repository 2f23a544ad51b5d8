import type { SqlRow } from "../../../storage/contract.ts";
import type { Dashboard, DashboardSummary } from "../model/dashboard.ts";
import type { CloudwatchDatabase } from "./schema.ts";

interface SummaryRow extends SqlRow {
  readonly dashboard_name: string;
  readonly last_modified_ms: number;
  readonly size_bytes: number;
}

interface DashboardRow extends SqlRow {
  readonly dashboard_name: string;
  readonly last_modified_ms: number;
  readonly body: string;
}

/** Dashboards by name. */
export class DashboardStore {
  readonly #database: CloudwatchDatabase;

  constructor(database: CloudwatchDatabase) {
    this.#database = database;
  }

  /** In the order of their names. */
  async list(prefix: string): Promise<readonly DashboardSummary[]> {
    const rows = await this.#database.all<SummaryRow>(
      `SELECT dashboard_name, last_modified_ms, length(CAST(body AS BLOB)) AS size_bytes FROM cloudwatch_dashboards
       WHERE substr(dashboard_name, 1, ?) = ? ORDER BY dashboard_name`,
      prefix.length,
      prefix,
    );
    return rows.map((row) => ({
      dashboardName: row.dashboard_name,
      lastModifiedMs: row.last_modified_ms,
      sizeBytes: row.size_bytes,
    }));
  }

  async find(dashboardName: string): Promise<Dashboard | undefined> {
    const sql = "SELECT * FROM cloudwatch_dashboards WHERE dashboard_name = ?";
    const row = await this.#database.get<DashboardRow>(sql, dashboardName);
    return row && { dashboardName: row.dashboard_name, body: row.body, lastModifiedMs: row.last_modified_ms };
  }

  async save({ dashboardName, body, lastModifiedMs }: Dashboard): Promise<void> {
    await this.#database.run(
      `INSERT INTO cloudwatch_dashboards (dashboard_name, body, last_modified_ms) VALUES (?, ?, ?)
       ON CONFLICT (dashboard_name) DO UPDATE SET body = excluded.body, last_modified_ms = excluded.last_modified_ms`,
      dashboardName,
      body,
      lastModifiedMs,
    );
  }

  /** All of them or, when one is not there, none. @returns the first that is not there */
  async remove(dashboardNames: readonly string[]): Promise<string | undefined> {
    return this.#database.transaction(async (session) => {
      const sql = "SELECT 1 AS found FROM cloudwatch_dashboards WHERE dashboard_name = ?";
      for (const name of dashboardNames) {
        if ((await session.get(sql, name)) === undefined) return name;
      }
      for (const name of dashboardNames) {
        await session.run("DELETE FROM cloudwatch_dashboards WHERE dashboard_name = ?", name);
      }
      return undefined;
    });
  }
}
