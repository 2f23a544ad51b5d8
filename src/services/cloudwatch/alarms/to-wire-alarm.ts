import type { Account } from "../../../aws/account.ts";
import type * as wire from "../../../models/generated/cloudwatch.ts";
import { suppressionReason } from "../model/action-suppression.ts";
import type { Alarm, CompositeAlarm, MetricAlarm } from "../model/alarm.ts";
import { alarmArn } from "../model/alarm-arn.ts";

/** A metric alarm as DescribeAlarms shows it. */
export const toMetricAlarm = (alarm: MetricAlarm, account: Account): wire.MetricAlarm => ({
  ...alarm.settings,
  ...common(alarm, account),
  Dimensions: alarm.settings.Dimensions ?? [],
});

/** A composite alarm as DescribeAlarms shows it. */
export const toCompositeAlarm = (alarm: CompositeAlarm, account: Account): wire.CompositeAlarm => ({
  ...alarm.settings,
  ...common(alarm, account),
  ActionsSuppressedBy: alarm.suppression?.by,
  ActionsSuppressedReason: alarm.suppression && suppressionReason(alarm.suppression),
});

const common = ({ settings, state, configurationUpdatedAtMs }: Alarm, account: Account) => ({
  AlarmArn: alarmArn(account, settings.AlarmName),
  AlarmConfigurationUpdatedTimestamp: new Date(configurationUpdatedAtMs),
  ActionsEnabled: settings.ActionsEnabled ?? true,
  OKActions: settings.OKActions ?? [],
  AlarmActions: settings.AlarmActions ?? [],
  InsufficientDataActions: settings.InsufficientDataActions ?? [],
  StateValue: state.value,
  StateReason: state.reason,
  StateReasonData: state.reasonData,
  StateUpdatedTimestamp: new Date(state.updatedAtMs),
  StateTransitionedTimestamp: new Date(state.transitionedAtMs),
});
