import { randomHex } from "../../../base/ids.ts";
import type { SqlSession } from "../../../storage/contract.ts";
import type { AlarmHistoryEntry } from "../model/alarm.ts";

/** Of one moment, in which order things are told. */
const RANK: Readonly<Record<AlarmHistoryEntry["type"], number>> = { ConfigurationUpdate: 0, StateUpdate: 1, Action: 2 };

/** Adds to what DescribeAlarmHistory tells. */
export const insertHistory = async (session: SqlSession, history: readonly AlarmHistoryEntry[]): Promise<void> => {
  for (const [index, { alarmName, alarmType, atMs, type, summary, data }] of history.entries()) {
    await session.run(
      `INSERT INTO cloudwatch_alarm_history (item_id, alarm_name, alarm_type, at_ms, item_type, summary, data)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      `${atMs}-${RANK[type]}-${index}-${randomHex(8)}`,
      alarmName,
      alarmType,
      atMs,
      type,
      summary,
      data,
    );
  }
};
