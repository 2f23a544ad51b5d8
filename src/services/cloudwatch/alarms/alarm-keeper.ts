import type { Account } from "../../../aws/account.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { MetricReader } from "../metric-reader.ts";
import {
  type Alarm,
  alarmPeriodSeconds,
  type AlarmState,
  isComposite,
  isMetricAlarm,
  type MetricAlarm,
} from "../model/alarm.ts";
import { actionsFor } from "../model/alarm-action.ts";
import { alarmReason } from "../model/alarm-reason.ts";
import { judgeAlarm } from "../model/judge-alarm.ts";
import { floorTo } from "../model/period.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { AlarmActions } from "./alarm-actions.ts";
import { stateChanged } from "./history.ts";
import { judgeComposite } from "./judge-composite.ts";
import { judgedPeriods, ruleOf } from "./judged-periods.ts";

/** How often alarms of periods below a minute are looked at; the others once a minute. */
const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
/** Of one composite alarm, after a change of what it watches. */
const MAX_CHANGES_A_ROUND = 3;

type StateChange = Pick<AlarmState, "value" | "reason" | "reasonData">;

/**
 * Looks after alarms: compares their metrics with their thresholds, and writes down what state that makes and what is to
 * be done about it.
 */
export class AlarmKeeper {
  readonly #store: AlarmStore;
  readonly #reader: MetricReader;
  readonly #account: Account;
  readonly #actions: Pick<AlarmActions, "wake">;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** In which all alarms were looked at last. */
  #minute: number;

  constructor(options: {
    readonly store: AlarmStore;
    readonly reader: MetricReader;
    readonly account: Account;
    readonly actions: Pick<AlarmActions, "wake">;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#store = options.store;
    this.#reader = options.reader;
    this.#account = options.account;
    this.#actions = options.actions;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#minute = Math.floor(options.clock.nowMs() / MINUTE_MS);
  }

  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.delay(EVERY_MS, { signal });
      await this.#evaluateDue().catch((error: unknown) =>
        this.#logger.error({ err: error }, "evaluating alarms failed; it is tried again in a few seconds"),
      );
    }
  }

  /**
   * Brings an alarm into another state, and those that watch it.
   * @returns false when the alarm changed meanwhile, and nothing was done
   */
  async setState(alarm: Alarm, change: StateChange): Promise<boolean> {
    const isDone = await this.#change(alarm, change);
    if (isDone) await this.evaluateComposites();
    return isDone;
  }

  async #change(alarm: Alarm, change: StateChange): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const isTransition = change.value !== alarm.state.value;
    const transitionedAtMs = isTransition ? nowMs : alarm.state.transitionedAtMs;
    const state: AlarmState = { ...change, updatedAtMs: nowMs, transitionedAtMs };
    if (!isTransition) return this.#store.replace(alarm, { ...alarm, state }, { history: [], actions: [] });
    const actions = actionsFor(alarm, state).map((action) => ({ action, alarm, state, attempts: 0 }));
    const history = [stateChanged(alarm, state)];
    if (!(await this.#store.replace(alarm, { ...alarm, state }, { history, actions }))) return false;
    const alarmName = alarm.settings.AlarmName;
    this.#logger.info({ alarm: alarmName, from: alarm.state.value, to: state.value }, "an alarm changed its state");
    if (actions.length > 0) this.#actions.wake();
    return true;
  }

  /**
   * Brings composite alarms into the state that those put them into that they watch.
   * LIMIT: alarms that watch each other in a circle change a few times a round, so that the round ends.
   */
  async evaluateComposites(): Promise<void> {
    const changes = new Map<string, number>();
    const changesOf = ({ settings }: Alarm) => changes.get(settings.AlarmName) ?? 0;
    for (;;) {
      const alarms = await this.#store.all();
      const byName = new Map(alarms.map((alarm) => [alarm.settings.AlarmName, alarm]));
      const [next] = alarms
        .filter(isComposite)
        .filter((alarm) => changesOf(alarm) < MAX_CHANGES_A_ROUND)
        .flatMap((alarm) => {
          const change = judgeComposite(alarm, byName, this.#account);
          return change === undefined ? [] : [{ alarm, change }];
        });
      if (next === undefined) return;
      changes.set(next.alarm.settings.AlarmName, changesOf(next.alarm) + 1);
      await this.#change(next.alarm, next.change);
    }
  }

  async #evaluateDue(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    const isNewMinute = minute !== this.#minute;
    this.#minute = minute;
    const metricAlarms = (await this.#store.all()).filter(isMetricAlarm);
    const due = metricAlarms.filter((alarm) => isNewMinute || alarmPeriodSeconds(alarm) < 60);
    if (due.length > 0) await this.#reader.refresh();
    for (const alarm of due) {
      await this.#evaluate(alarm, nowMs).catch((error: unknown) =>
        this.#logger.warn({ err: error, alarm: alarm.settings.AlarmName }, "an alarm cannot be evaluated"),
      );
    }
    // What a killed server had no time for.
    if (isNewMinute) await this.evaluateComposites();
  }

  async #evaluate(alarm: MetricAlarm, nowMs: number): Promise<void> {
    const rule = ruleOf(alarm);
    const periodMs = alarmPeriodSeconds(alarm) * 1_000;
    // Periods of one metric may begin at any minute; math is done in periods that begin at multiples of their length.
    const endMs = floorTo(nowMs, alarm.settings.Metrics === undefined ? Math.min(periodMs, MINUTE_MS) : periodMs);
    const judgement = judgeAlarm(await judgedPeriods(alarm, endMs, this.#reader), rule);
    if (judgement.kind === "keep" || judgement.value === alarm.state.value) return;
    const { value, judged } = judgement;
    const reasonData = JSON.stringify({
      version: "1.0",
      queryDate: new Date(nowMs).toISOString(),
      period: alarmPeriodSeconds(alarm),
      recentDatapoints: judged.map((period) => period.value),
      threshold: rule.threshold,
    });
    await this.setState(alarm, { value, reason: alarmReason(value, judged, rule), reasonData });
  }
}
