import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of DescribeAlarmHistory. */
const PAGE_ITEMS = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export const describeAlarmHistory = operation("DescribeAlarmHistory", async (input, { alarms, clock }) => {
  const entries = await alarms.history({
    alarmName: input.AlarmName,
    // PARITY: of metric alarms alone, unless others are asked for.
    alarmTypes: input.AlarmTypes ?? ["MetricAlarm"],
    type: input.HistoryItemType,
    startMs: input.StartDate?.getTime() ?? 0,
    endMs: input.EndDate?.getTime() ?? clock.nowMs(),
  });
  // PARITY: the newest first unless asked otherwise.
  const ordered = input.ScanBy === "TimestampAscending" ? entries : entries.toReversed();
  const limit = input.MaxRecords ?? PAGE_ITEMS;
  const { items, nextToken } = pageOf(ordered, { nextToken: input.NextToken, limit });
  return {
    AlarmHistoryItems: items.map(({ alarmName, alarmType, atMs, type, summary, data }) => ({
      AlarmName: alarmName,
      AlarmType: alarmType,
      Timestamp: new Date(atMs),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: data,
    })),
    NextToken: nextToken,
  };
});
