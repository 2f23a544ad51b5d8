import type { Account } from "../../../aws/account.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import { suppressionAfter, suppressionOnTransition } from "../model/action-suppression.ts";
import {
  type ActionSuppression,
  type Alarm,
  type AlarmState,
  type CompositeAlarm,
  isComposite,
} from "../model/alarm.ts";
import { actionsFor } from "../model/alarm-action.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { AlarmActions } from "./alarm-actions.ts";
import { stateChanged } from "./history.ts";
import { judgeComposite } from "./judge-composite.ts";
import { alarmNameIn } from "./rule-alarms.ts";

/** Of one composite alarm, after a change of what it watches. */
const MAX_CHANGES_A_ROUND = 3;

export type StateChange = Pick<AlarmState, "value" | "reason" | "reasonData">;

type AlarmsByName = ReadonlyMap<string, Alarm>;

/** Brings alarms from one state into another, with all that follows from it: history, actions, and the alarms that watch them. */
export class AlarmStates {
  readonly #store: AlarmStore;
  readonly #account: Account;
  readonly #actions: Pick<AlarmActions, "wake">;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(options: {
    readonly store: AlarmStore;
    readonly account: Account;
    readonly actions: Pick<AlarmActions, "wake">;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#store = options.store;
    this.#account = options.account;
    this.#actions = options.actions;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /**
   * Brings an alarm into another state, and those that watch it.
   * @returns false when the alarm changed meanwhile, and nothing was done
   */
  async set(alarm: Alarm, change: StateChange): Promise<boolean> {
    const isDone = await this.#change(alarm, change, byName(await this.#store.all()));
    if (isDone) await this.evaluateComposites();
    return isDone;
  }

  /**
   * Brings composite alarms into the state that those put them into that they watch, and ends what suppressed their
   * actions.
   * LIMIT: alarms that watch each other in a circle change a few times a round, so that the round ends.
   */
  async evaluateComposites(): Promise<void> {
    const changes = new Map<string, number>();
    const changesOf = ({ settings }: Alarm) => changes.get(settings.AlarmName) ?? 0;
    for (;;) {
      const alarms = await this.#store.all();
      const named = byName(alarms);
      const [next] = alarms
        .filter(isComposite)
        .filter((alarm) => changesOf(alarm) < MAX_CHANGES_A_ROUND)
        .flatMap((alarm) => {
          const change = judgeComposite(alarm, named, this.#account);
          return change === undefined ? [] : [{ alarm, change }];
        });
      if (next === undefined) return await this.#reviewSuppressions(alarms);
      changes.set(next.alarm.settings.AlarmName, changesOf(next.alarm) + 1);
      await this.#change(next.alarm, next.change, named);
    }
  }

  /** @returns false when the alarm changed meanwhile, and nothing was done */
  async #change(alarm: Alarm, change: StateChange, alarms: AlarmsByName): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const isTransition = change.value !== alarm.state.value;
    const transitionedAtMs = isTransition ? nowMs : alarm.state.transitionedAtMs;
    const state: AlarmState = { ...change, updatedAtMs: nowMs, transitionedAtMs };
    if (!isTransition) return this.#store.replace(alarm, { ...alarm, state }, { history: [], actions: [] });
    const changed = isComposite(alarm)
      ? { ...alarm, state, suppression: suppressionOnTransition(alarm, isSuppressing(alarm, alarms), nowMs) }
      : { ...alarm, state };
    const isSuppressed = isComposite(changed) && changed.suppression !== undefined;
    if (!(await this.#replace(alarm, changed, { isActing: !isSuppressed }))) return false;
    const { AlarmName } = alarm.settings;
    this.#logger.info({ alarm: AlarmName, from: alarm.state.value, to: state.value }, "an alarm changed its state");
    return true;
  }

  /** Lets suppressions go on, change their cause, or end with the actions that were held back. */
  async #reviewSuppressions(alarms: readonly Alarm[]): Promise<void> {
    const named = byName(alarms);
    for (const alarm of alarms.filter(isComposite)) {
      if (alarm.suppression !== undefined) await this.#reviewSuppression(alarm, alarm.suppression, named);
    }
  }

  async #reviewSuppression(alarm: CompositeAlarm, before: ActionSuppression, alarms: AlarmsByName): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const suppression = suppressionAfter(before, alarm.settings, isSuppressing(alarm, alarms), nowMs);
    if (suppression === before) return;
    // PARITY: the state counts as updated, though it is the same.
    const changed = { ...alarm, state: { ...alarm.state, updatedAtMs: nowMs }, suppression };
    const isActing = suppression === undefined && alarm.state.value !== before.before;
    await this.#replace(alarm, changed, { isActing });
  }

  async #replace(alarm: Alarm, changed: Alarm, { isActing }: { readonly isActing: boolean }): Promise<boolean> {
    const { state } = changed;
    const arns = isActing ? actionsFor(changed, state) : [];
    const actions = arns.map((action) => ({ action, alarm, state, attempts: 0 }));
    const history = state.value === alarm.state.value ? [] : [stateChanged(alarm, changed)];
    const isDone = await this.#store.replace(alarm, changed, { history, actions });
    if (isDone && actions.length > 0) this.#actions.wake();
    return isDone;
  }
}

const byName = (alarms: readonly Alarm[]): AlarmsByName =>
  new Map(alarms.map((alarm) => [alarm.settings.AlarmName, alarm]));

/** A suppressor that is gone suppresses nothing. */
const isSuppressing = ({ settings: { ActionsSuppressor } }: CompositeAlarm, alarms: AlarmsByName): boolean =>
  ActionsSuppressor !== undefined && alarms.get(alarmNameIn(ActionsSuppressor))?.state.value === "ALARM";
