import { randomHex } from "../../../base/ids.ts";
import type { SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { AlarmHistoryEntry } from "../model/alarm.ts";
import type { AlarmAction } from "../model/alarm-action.ts";
import { insertHistory } from "./alarm-history.ts";
import type { CloudwatchDatabase } from "./schema.ts";

interface ActionRow extends SqlRow {
  readonly action_id: string;
  readonly content: string;
}

/** The actions of alarms that are still to be taken. */
export class AlarmActionStore {
  readonly #database: CloudwatchDatabase;

  constructor(database: CloudwatchDatabase) {
    this.#database = database;
  }

  /**
   * Those whose time has come, the longest due first.
   * @param options.except what they must not be for
   */
  async due(
    nowMs: number,
    options: { readonly except: readonly string[]; readonly limit: number },
  ): Promise<readonly AlarmAction[]> {
    const others = options.except.map(() => "AND action <> ?").join(" ");
    const rows = await this.#database.all<ActionRow>(
      `SELECT action_id, content FROM cloudwatch_alarm_actions
       WHERE due_at_ms <= ? ${others}
       ORDER BY due_at_ms, action_id LIMIT ?`,
      nowMs,
      ...options.except,
      options.limit,
    );
    return rows.map((row) => ({ ...(JSON.parse(row.content) as NewAction), actionId: row.action_id }));
  }

  /** When the first after a moment is due; undefined when none is. */
  async nextDueMs(afterMs: number): Promise<number | undefined> {
    const sql = "SELECT MIN(due_at_ms) AS due_at_ms FROM cloudwatch_alarm_actions WHERE due_at_ms > ?";
    const row = await this.#database.get<{ readonly due_at_ms: number | null }>(sql, afterMs);
    return row?.due_at_ms ?? undefined;
  }

  /** It failed, and is to be tried again. */
  async postpone({ actionId, ...content }: AlarmAction, dueAtMs: number): Promise<void> {
    const sql = "UPDATE cloudwatch_alarm_actions SET due_at_ms = ?, content = ? WHERE action_id = ?";
    await this.#database.run(sql, dueAtMs, JSON.stringify(content), actionId);
  }

  /** It was taken or given up, which is told. */
  async settle({ actionId }: AlarmAction, entry: AlarmHistoryEntry): Promise<void> {
    await this.#database.transaction(async (session) => {
      await session.run("DELETE FROM cloudwatch_alarm_actions WHERE action_id = ?", actionId);
      await insertHistory(session, [entry]);
    });
  }
}

type NewAction = Omit<AlarmAction, "actionId">;

/** Due at once. */
export const insertActions = async (session: SqlSession, actions: readonly NewAction[]): Promise<void> => {
  for (const action of actions) {
    await session.run(
      "INSERT INTO cloudwatch_alarm_actions (action_id, action, due_at_ms, content) VALUES (?, ?, ?, ?)",
      randomHex(16),
      action.action,
      action.state.updatedAtMs,
      JSON.stringify(action),
    );
  }
};
