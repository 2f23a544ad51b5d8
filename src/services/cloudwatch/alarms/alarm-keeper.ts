import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { MetricReader } from "../metric-reader.ts";
import { alarmPeriodSeconds, isMetricAlarm, type MetricAlarm } from "../model/alarm.ts";
import { judgeAlarm } from "../model/judge-alarm.ts";
import { floorTo } from "../model/period.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { AlarmStates } from "./alarm-states.ts";
import { judgedPeriods, ruleOf } from "./judged-periods.ts";
import { stateChangeOf } from "./state-change-of.ts";

/**
 * How often alarms of periods below a minute are looked at; the others once a minute.
 * LIMIT: the suppression of actions ends up to so much late, too.
 */
const EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** Looks after alarms: compares their metrics with their thresholds, and brings them into the state that makes. */
export class AlarmKeeper {
  readonly #store: AlarmStore;
  readonly #reader: MetricReader;
  readonly #states: AlarmStates;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** In which all alarms were looked at last. */
  #minute: number;

  constructor(options: {
    readonly store: AlarmStore;
    readonly reader: MetricReader;
    readonly states: AlarmStates;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#store = options.store;
    this.#reader = options.reader;
    this.#states = options.states;
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

  async #evaluateDue(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    const isNewMinute = minute !== this.#minute;
    this.#minute = minute;
    const metricAlarms = (await this.#store.all()).filter(isMetricAlarm);
    // Those of services are judged when their service has measured.
    const ours = metricAlarms.filter(({ owner }) => owner === undefined);
    const due = ours.filter((alarm) => isNewMinute || alarmPeriodSeconds(alarm) < 60);
    if (due.length > 0) await this.#reader.refresh();
    for (const alarm of due) {
      await this.#evaluate(alarm, nowMs).catch((error: unknown) =>
        this.#logger.warn({ err: error, alarm: alarm.settings.AlarmName }, "an alarm cannot be evaluated"),
      );
    }
    // Suppressions end with time, and a killed server had no time for the rest.
    await this.#states.evaluateComposites();
  }

  async #evaluate(alarm: MetricAlarm, nowMs: number): Promise<void> {
    const rule = ruleOf(alarm);
    const periodMs = alarmPeriodSeconds(alarm) * 1_000;
    // Periods of one metric may begin at any minute; math is done in periods that begin at multiples of their length.
    const endMs = floorTo(nowMs, alarm.settings.Metrics === undefined ? Math.min(periodMs, MINUTE_MS) : periodMs);
    const judgement = judgeAlarm(await judgedPeriods(alarm, endMs, this.#reader), rule);
    if (judgement.kind === "keep" || judgement.value === alarm.state.value) return;
    await this.#states.set(alarm, stateChangeOf(alarm, judgement, nowMs));
  }
}
