import type { SqlRow } from "../../../storage/contract.ts";
import type { Alarm, AlarmHistoryEntry } from "../model/alarm.ts";
import type { AlarmAction } from "../model/alarm-action.ts";
import { insertActions } from "./alarm-action-store.ts";
import { insertHistory } from "./alarm-history.ts";
import type { CloudwatchDatabase } from "./schema.ts";

/** Tag values by key. */
export type AlarmTags = Readonly<Record<string, string>>;

interface AlarmRow extends SqlRow {
  readonly alarm: string;
}

interface HistoryRow extends SqlRow {
  readonly alarm_name: string;
  readonly alarm_type: AlarmHistoryEntry["alarmType"];
  readonly at_ms: number;
  readonly item_type: AlarmHistoryEntry["type"];
  readonly summary: string;
  readonly data: string;
}

/** Alarms, their tags and what became of them. */
export class AlarmStore {
  readonly #database: CloudwatchDatabase;

  constructor(database: CloudwatchDatabase) {
    this.#database = database;
  }

  /** In the order of their names. */
  async all(): Promise<readonly Alarm[]> {
    const rows = await this.#database.all<AlarmRow>("SELECT alarm FROM cloudwatch_alarms ORDER BY alarm_name");
    return rows.map(({ alarm }) => JSON.parse(alarm) as Alarm);
  }

  async find(alarmName: string): Promise<Alarm | undefined> {
    const sql = "SELECT alarm FROM cloudwatch_alarms WHERE alarm_name = ?";
    const row = await this.#database.get<AlarmRow>(sql, alarmName);
    return row && (JSON.parse(row.alarm) as Alarm);
  }

  /** Writes an alarm and what is to be told of it. Tags are for a new one only; an old one keeps its own. */
  async save(alarm: Alarm, history: readonly AlarmHistoryEntry[], tags: AlarmTags = {}): Promise<void> {
    await this.#database.transaction(async (session) => {
      await session.run(
        `INSERT INTO cloudwatch_alarms (alarm_name, alarm, tags) VALUES (?, ?, ?)
         ON CONFLICT (alarm_name) DO UPDATE SET alarm = excluded.alarm`,
        alarm.settings.AlarmName,
        JSON.stringify(alarm),
        JSON.stringify(tags),
      );
      await insertHistory(session, history);
    });
  }

  /**
   * The same for an alarm that must be there still, as it was when it was read, with what it is to do now: one is not
   * stored without the other, so that no action is lost with a server that is killed.
   * @returns whether it was
   */
  async replace(
    previous: Alarm,
    alarm: Alarm,
    consequences: {
      readonly history: readonly AlarmHistoryEntry[];
      readonly actions: readonly Omit<AlarmAction, "actionId">[];
    },
  ): Promise<boolean> {
    return this.#database.transaction(async (session) => {
      const changed = await session.run(
        "UPDATE cloudwatch_alarms SET alarm = ? WHERE alarm_name = ? AND alarm = ?",
        JSON.stringify(alarm),
        alarm.settings.AlarmName,
        JSON.stringify(previous),
      );
      if (changed === 0) return false;
      await insertHistory(session, consequences.history);
      await insertActions(session, consequences.actions);
      return true;
    });
  }

  async remove(alarmName: string, entry: AlarmHistoryEntry): Promise<void> {
    await this.#database.transaction(async (session) => {
      const changed = await session.run("DELETE FROM cloudwatch_alarms WHERE alarm_name = ?", alarmName);
      if (changed > 0) await insertHistory(session, [entry]);
    });
  }

  /** @returns undefined when there is no such alarm */
  async findTags(alarmName: string): Promise<AlarmTags | undefined> {
    const sql = "SELECT tags FROM cloudwatch_alarms WHERE alarm_name = ?";
    const row = await this.#database.get<{ tags: string }>(sql, alarmName);
    return row && (JSON.parse(row.tags) as AlarmTags);
  }

  /** Reads an alarm's tags and writes what `change` makes of them, as one step. @returns whether there is such an alarm */
  async changeTags(alarmName: string, change: (tags: AlarmTags) => AlarmTags): Promise<boolean> {
    return this.#database.transaction(async (session) => {
      const sql = "SELECT tags FROM cloudwatch_alarms WHERE alarm_name = ?";
      const row = await session.get<{ tags: string }>(sql, alarmName);
      if (row === undefined) return false;
      const tags = JSON.stringify(change(JSON.parse(row.tags) as AlarmTags));
      await session.run("UPDATE cloudwatch_alarms SET tags = ? WHERE alarm_name = ?", tags, alarmName);
      return true;
    });
  }

  /** The oldest first. */
  async history(filter: {
    readonly alarmName?: string | undefined;
    readonly alarmTypes: readonly string[];
    readonly type?: string | undefined;
    readonly startMs: number;
    readonly endMs: number;
  }): Promise<readonly AlarmHistoryEntry[]> {
    const rows = await this.#database.all<HistoryRow>(
      `SELECT alarm_name, alarm_type, at_ms, item_type, summary, data FROM cloudwatch_alarm_history
       WHERE at_ms >= ? AND at_ms <= ? AND (? IS NULL OR alarm_name = ?) AND (? IS NULL OR item_type = ?)
       ORDER BY at_ms, item_id`,
      filter.startMs,
      filter.endMs,
      filter.alarmName ?? null,
      filter.alarmName ?? null,
      filter.type ?? null,
      filter.type ?? null,
    );
    const wanted = rows.filter((row) => filter.alarmTypes.includes(row.alarm_type));
    return wanted.map((row) => ({
      alarmName: row.alarm_name,
      alarmType: row.alarm_type,
      atMs: row.at_ms,
      type: row.item_type,
      summary: row.summary,
      data: row.data,
    }));
  }

  async removeHistory(beforeMs: number): Promise<void> {
    await this.#database.run("DELETE FROM cloudwatch_alarm_history WHERE at_ms < ?", beforeMs);
  }
}
