import type { Account } from "../../../aws/account.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { InvokeFunction } from "../contract.ts";
import type { MetricReader } from "../metric-reader.ts";
import { type Alarm, alarmPeriodSeconds, type AlarmState } from "../model/alarm.ts";
import { alarmReason } from "../model/alarm-reason.ts";
import { judgeAlarm } from "../model/judge-alarm.ts";
import { floorTo } from "../model/period.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import { stateChanged } from "./history.ts";
import { judgedPeriods, ruleOf } from "./judged-periods.ts";
import { takeActions } from "./take-actions.ts";

/** How often alarms of periods below a minute are looked at; the others once a minute. */
const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** Looks after alarms: compares their metrics with their thresholds, writes down what state that makes, and acts on it. */
export class AlarmKeeper {
  readonly #store: AlarmStore;
  readonly #reader: MetricReader;
  readonly #account: Account;
  readonly #invokeFunction: InvokeFunction;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** In which all alarms were looked at last. */
  #minute: number;

  constructor(options: {
    readonly store: AlarmStore;
    readonly reader: MetricReader;
    readonly account: Account;
    readonly invokeFunction: InvokeFunction;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#store = options.store;
    this.#reader = options.reader;
    this.#account = options.account;
    this.#invokeFunction = options.invokeFunction;
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
   * Brings an alarm into another state.
   * @returns false when the alarm changed meanwhile, and nothing was done
   */
  async setState(alarm: Alarm, change: Pick<AlarmState, "value" | "reason" | "reasonData">): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const isTransition = change.value !== alarm.state.value;
    const transitionedAtMs = isTransition ? nowMs : alarm.state.transitionedAtMs;
    const state: AlarmState = { ...change, updatedAtMs: nowMs, transitionedAtMs };
    const history = isTransition ? [stateChanged(alarm, state)] : [];
    if (!(await this.#store.replace(alarm, { ...alarm, state }, history))) return false;
    if (isTransition) await this.#act(alarm, state);
    return true;
  }

  async #act(alarm: Alarm, state: AlarmState): Promise<void> {
    const { AlarmName } = alarm.settings;
    this.#logger.info({ alarm: AlarmName, from: alarm.state.value, to: state.value }, "an alarm changed its state");
    const options = { account: this.#account, invokeFunction: this.#invokeFunction };
    const taken = await takeActions(alarm, state, options);
    await this.#store.tell(taken);
    for (const { summary } of taken) this.#logger.info({ alarm: AlarmName }, summary);
  }

  async #evaluateDue(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    const isNewMinute = minute !== this.#minute;
    this.#minute = minute;
    const due = (await this.#store.all()).filter((alarm) => isNewMinute || alarmPeriodSeconds(alarm) < 60);
    if (due.length === 0) return;
    await this.#reader.refresh();
    for (const alarm of due) {
      await this.#evaluate(alarm, nowMs).catch((error: unknown) =>
        this.#logger.warn({ err: error, alarm: alarm.settings.AlarmName }, "an alarm cannot be evaluated"),
      );
    }
  }

  async #evaluate(alarm: Alarm, nowMs: number): Promise<void> {
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
