import { AlarmActionStore } from "./alarm-action-store.ts";
import { AlarmStore } from "./alarm-store.ts";
import { DashboardStore } from "./dashboard-store.ts";
import { MetricStore } from "./metric-store.ts";
import { type CloudwatchDatabase, MIGRATIONS } from "./schema.ts";

/** Brings the tables up to date. */
export const openCloudwatchStore = async (
  database: CloudwatchDatabase,
): Promise<{
  readonly metrics: MetricStore;
  readonly alarms: AlarmStore;
  readonly alarmActions: AlarmActionStore;
  readonly dashboards: DashboardStore;
}> => {
  await database.migrate("cloudwatch", MIGRATIONS);
  return {
    metrics: new MetricStore(database),
    alarms: new AlarmStore(database),
    alarmActions: new AlarmActionStore(database),
    dashboards: new DashboardStore(database),
  };
};
