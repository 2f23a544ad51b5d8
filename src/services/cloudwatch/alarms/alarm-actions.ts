import type { Account } from "../../../aws/account.ts";
import { isPassing } from "../../../aws/is-passing.ts";
import { backoffMs } from "../../../base/backoff.ts";
import { Bell } from "../../../base/bell.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { TaskGroup } from "../../../base/task-group.ts";
import type { ActionPorts } from "../contract.ts";
import type { AlarmAction } from "../model/alarm-action.ts";
import type { AlarmActionStore } from "../store/alarm-action-store.ts";
import { actionTold } from "./history.ts";
import { takeAction } from "./take-action.ts";

/** How long a topic or a function may take to be told. */
const ATTEMPT_MS = 10_000;
/** AWS does not say how long it goes on trying; a notification that is older is of little use. */
const GIVE_UP_AFTER_MS = 60 * 60 * 1_000;
/** At once, altogether and for one function or topic: one that hangs must not keep others from being told. */
const MAX_RUNNING = 64;
const MAX_RUNNING_PER_TARGET = 4;
/** The clock of the wall may be set, or the machine sleep, while nobody looks. */
const LONGEST_SLEEP_MS = 60_000;
const AFTER_FAILURE_MS = 1_000;

/**
 * Takes the actions of alarms, each on its own: tried for so long, and again with growing pauses, until it is done, or
 * refused, or too old. What is not done when the server ends is done at its next start, so an action is taken at least
 * once. What became of each is told in the alarm's history.
 */
export class AlarmActions {
  readonly #store: AlarmActionStore;
  readonly #ports: ActionPorts & { readonly account: Account };
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #tasks: TaskGroup;
  readonly #bell: Bell;
  /** What each of those is for that are being taken, by their ids. */
  readonly #running = new Map<string, string>();

  constructor(options: {
    readonly store: AlarmActionStore;
    readonly ports: ActionPorts;
    readonly account: Account;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly tasks: TaskGroup;
  }) {
    this.#store = options.store;
    this.#ports = { ...options.ports, account: options.account };
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#tasks = options.tasks;
    this.#bell = new Bell(options.clock);
  }

  /** To be called once there are new ones. */
  wake(): void {
    this.#bell.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const sleepMs = await this.#startDue().catch((error: unknown) => {
        this.#logger.error({ err: error }, "actions of alarms cannot be read; it is tried again in a second");
        return AFTER_FAILURE_MS;
      });
      await this.#bell.wait(sleepMs, signal);
    }
  }

  /** @returns when to look again, at the latest; the end of each one that runs is a reason to look, too */
  async #startDue(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    for (let due = await this.#next(nowMs); due !== undefined; due = await this.#next(nowMs)) this.#start(due);
    const nextMs = (await this.#store.nextDueMs(nowMs)) ?? Infinity;
    return Math.min(nextMs - nowMs, LONGEST_SLEEP_MS);
  }

  /** @returns undefined when none is due for which there is room */
  async #next(nowMs: number): Promise<AlarmAction | undefined> {
    if (this.#running.size >= MAX_RUNNING) return undefined;
    const targets = [...this.#running.values()];
    const isBusy = (target: string) => targets.filter((other) => other === target).length >= MAX_RUNNING_PER_TARGET;
    const except = [...new Set(targets.filter(isBusy))];
    // Before they are read: one that ends meanwhile is still among what is read, and must not be taken again.
    const running = new Set(this.#running.keys());
    const due = await this.#store.due(nowMs, { except, limit: MAX_RUNNING });
    return due.find(({ actionId }) => !running.has(actionId));
  }

  #start(due: AlarmAction): void {
    this.#running.set(due.actionId, due.action);
    this.#tasks.run(async (signal) => {
      try {
        await this.#take(due, signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#logger.error({ err: error, alarm: nameOf(due) }, "what became of an alarm's action cannot be stored");
        await this.#clock.delay(AFTER_FAILURE_MS, { signal });
      } finally {
        this.#running.delete(due.actionId);
        this.wake();
      }
    });
  }

  /** @throws what storing its outcome throws; the signal's reason when the server ends first, and nothing is stored */
  async #take(due: AlarmAction, signal: AbortSignal): Promise<void> {
    const late = new AbortController();
    using _ = this.#clock.after(ATTEMPT_MS, () => late.abort(new Error(`No answer within ${ATTEMPT_MS / 1_000} s.`)));
    let message: string | undefined;
    try {
      message = await takeAction(due, this.#ports, AbortSignal.any([signal, late.signal]));
    } catch (error) {
      signal.throwIfAborted();
      return await this.#onFailure(due, error);
    }
    await this.#settle(due, { message });
  }

  async #onFailure(due: AlarmAction, error: unknown): Promise<void> {
    const failure = error instanceof Error ? error.message : String(error);
    const nowMs = this.#clock.nowMs();
    const attempts = due.attempts + 1;
    const nextMs = nowMs + backoffMs(attempts);
    const fields = { err: error, alarm: nameOf(due), action: due.action, attempts };
    if (!isPassing(error) || nextMs > due.state.updatedAtMs + GIVE_UP_AFTER_MS) {
      this.#logger.warn(fields, "an alarm's action failed; it is not tried again");
      return await this.#settle(due, { failure });
    }
    await this.#store.postpone({ ...due, attempts }, nextMs);
    this.#logger.warn(fields, "an alarm's action failed; it is tried again");
  }

  async #settle(due: AlarmAction, outcome: { readonly message?: string | undefined; readonly failure?: string }) {
    const entry = actionTold(due, this.#clock.nowMs(), outcome);
    await this.#store.settle(due, entry);
    this.#logger.info({ alarm: nameOf(due) }, entry.summary);
  }
}

const nameOf = ({ alarm }: AlarmAction): string => alarm.settings.AlarmName;
