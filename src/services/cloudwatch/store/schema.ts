import type { Database, Migration } from "../../../storage/contract.ts";

/** Rooms outside the store name the database by this type only. */
export type CloudwatchDatabase = Database;

export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-cloudwatch",
    // A data point is what is known of one metric in one unit over one stretch of time.
    sql: `
      CREATE TABLE cloudwatch_metrics (
        metric_id TEXT PRIMARY KEY,
        namespace TEXT NOT NULL,
        metric_name TEXT NOT NULL,
        dimensions TEXT NOT NULL,
        last_at_ms BIGINT NOT NULL
      );
      CREATE INDEX cloudwatch_metrics_by_name ON cloudwatch_metrics (namespace, metric_name);
      CREATE TABLE cloudwatch_data_points (
        metric_id TEXT NOT NULL,
        starts_at_ms BIGINT NOT NULL,
        resolution_seconds INTEGER NOT NULL,
        unit TEXT NOT NULL,
        sample_count DOUBLE PRECISION NOT NULL,
        sum DOUBLE PRECISION NOT NULL,
        minimum DOUBLE PRECISION NOT NULL,
        maximum DOUBLE PRECISION NOT NULL,
        coarseness INTEGER NOT NULL,
        entries TEXT NOT NULL,
        PRIMARY KEY (metric_id, starts_at_ms, resolution_seconds, unit)
      );
      CREATE INDEX cloudwatch_data_points_by_age ON cloudwatch_data_points (resolution_seconds, starts_at_ms);
      CREATE TABLE cloudwatch_alarms (
        alarm_name TEXT PRIMARY KEY,
        alarm TEXT NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE TABLE cloudwatch_alarm_history (
        item_id TEXT PRIMARY KEY,
        alarm_name TEXT NOT NULL,
        at_ms BIGINT NOT NULL,
        item_type TEXT NOT NULL,
        summary TEXT NOT NULL,
        data TEXT NOT NULL
      );
      CREATE INDEX cloudwatch_alarm_history_by_alarm ON cloudwatch_alarm_history (alarm_name, at_ms);
      CREATE INDEX cloudwatch_alarm_history_by_age ON cloudwatch_alarm_history (at_ms);`,
  },
  {
    name: "0002-composite-alarms-and-dashboards",
    sql: `
      ALTER TABLE cloudwatch_alarm_history ADD COLUMN alarm_type TEXT NOT NULL DEFAULT 'MetricAlarm';
      CREATE TABLE cloudwatch_dashboards (
        dashboard_name TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        last_modified_ms BIGINT NOT NULL
      );`,
  },
  {
    name: "0003-alarm-actions",
    sql: `
      CREATE TABLE cloudwatch_alarm_actions (
        action_id TEXT PRIMARY KEY,
        action TEXT NOT NULL,
        due_at_ms BIGINT NOT NULL,
        content TEXT NOT NULL
      );
      CREATE INDEX cloudwatch_alarm_actions_by_time ON cloudwatch_alarm_actions (due_at_ms);`,
  },
];
