import type { Alarm, AlarmState } from "./alarm.ts";

/** One action of an alarm that came into a state, until it is taken or given up. */
export interface AlarmAction {
  readonly actionId: string;
  /** ARN of what is told. */
  readonly action: string;
  /** As it was before. */
  readonly alarm: Alarm;
  readonly state: AlarmState;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** ARNs of what an alarm tells when it comes into a state; none while its actions are disabled. */
export const actionsFor = ({ settings }: Alarm, { value }: AlarmState): readonly string[] => {
  if (settings.ActionsEnabled === false) return [];
  const { OKActions, AlarmActions, InsufficientDataActions } = settings;
  return { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[value] ?? [];
};
