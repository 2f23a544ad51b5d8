import type { Account } from "../../../aws/account.ts";
import { findArn, formatArn } from "../../../aws/arn.ts";
import type { MetricAlarm } from "../../../models/generated/cloudwatch.ts";
import type { Alarm } from "../model/alarm.ts";

export const alarmArn = ({ partition, region, accountId }: Account, alarmName: string): string =>
  formatArn({ partition, service: "cloudwatch", region, accountId, resource: `alarm:${alarmName}` });

/** @returns undefined for an ARN of something else */
export const alarmNameOf = (arn: string): string | undefined => {
  const parts = findArn(arn);
  if (parts?.service !== "cloudwatch" || !parts.resource.startsWith("alarm:")) return undefined;
  return parts.resource.slice("alarm:".length);
};

/** An alarm as DescribeAlarms shows it. */
export const toMetricAlarm = ({ settings, state, configurationUpdatedAtMs }: Alarm, account: Account): MetricAlarm => ({
  ...settings,
  AlarmArn: alarmArn(account, settings.AlarmName),
  AlarmConfigurationUpdatedTimestamp: new Date(configurationUpdatedAtMs),
  ActionsEnabled: settings.ActionsEnabled ?? true,
  OKActions: settings.OKActions ?? [],
  AlarmActions: settings.AlarmActions ?? [],
  InsufficientDataActions: settings.InsufficientDataActions ?? [],
  Dimensions: settings.Dimensions ?? [],
  StateValue: state.value,
  StateReason: state.reason,
  StateReasonData: state.reasonData,
  StateUpdatedTimestamp: new Date(state.updatedAtMs),
  StateTransitionedTimestamp: new Date(state.transitionedAtMs),
});
