import type { Clock } from "../../../base/clock.ts";
import type { PutMetricAlarmInput, StateValue } from "../../../models/generated/cloudwatch.ts";
import type { MeasuredPeriod, ServiceAlarms } from "../contract.ts";
import { isMetricAlarm, type MetricAlarm } from "../model/alarm.ts";
import { judgeAlarm, type Judgement } from "../model/judge-alarm.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { AlarmStates } from "./alarm-states.ts";
import { configurationChanged } from "./history.ts";
import { ruleOf } from "./judged-periods.ts";
import { putAlarm } from "./put-alarm.ts";
import { stateChangeOf } from "./state-change-of.ts";

/** The alarms of one service. */
export class OwnedAlarms implements ServiceAlarms {
  readonly #owner: string;
  readonly #store: AlarmStore;
  readonly #states: AlarmStates;
  readonly #clock: Clock;

  constructor(options: {
    /** Never changed: it is stored with the alarms. */
    readonly owner: string;
    readonly store: AlarmStore;
    readonly states: AlarmStates;
    readonly clock: Clock;
  }) {
    this.#owner = options.owner;
    this.#store = options.store;
    this.#states = options.states;
    this.#clock = options.clock;
  }

  async keep(alarms: readonly PutMetricAlarmInput[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const present = new Map((await this.#all()).map((alarm) => [alarm.settings.AlarmName, alarm]));
    for (const settings of alarms) {
      const previous = present.get(settings.AlarmName);
      present.delete(settings.AlarmName);
      if (JSON.stringify(previous?.settings) === JSON.stringify(settings)) continue;
      await putAlarm(this.#store, { settings, owner: this.#owner, previous, nowMs });
    }
    for (const [alarmName, { settings }] of present) {
      await this.#store.remove(alarmName, configurationChanged(alarmName, nowMs, "Delete", settings));
    }
  }

  async judge(alarmName: string, periods: readonly MeasuredPeriod[]): Promise<StateValue | undefined> {
    const alarm = (await this.#all()).find(({ settings }) => settings.AlarmName === alarmName);
    if (alarm === undefined) return undefined;
    const judgement = judge(alarm, periods);
    if (judgement.kind === "keep" || judgement.value === alarm.state.value) return alarm.state.value;
    await this.#states.set(alarm, stateChangeOf(alarm, judgement, this.#clock.nowMs()));
    return judgement.value;
  }

  async #all(): Promise<readonly MetricAlarm[]> {
    return (await this.#store.all()).filter(isMetricAlarm).filter(({ owner }) => owner === this.#owner);
  }
}

const judge = (alarm: MetricAlarm, periods: readonly MeasuredPeriod[]): Judgement => {
  const rule = ruleOf(alarm);
  const isEnough = periods.length >= rule.evaluationPeriods;
  return isEnough ? judgeAlarm(periods, rule) : { kind: "state", value: "INSUFFICIENT_DATA", judged: [] };
};
