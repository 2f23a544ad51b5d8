import type { TaskGroup } from "../../../base/task-group.ts";
import type { AsyncInvoker } from "./contract.ts";
import { type DispatcherLimits, EventDispatcher } from "./event-dispatcher.ts";
import { EventQueue } from "./event-queue.ts";
import { EventRunner, type EventRunnerOptions } from "./event-runner.ts";
import { Processors } from "./processors.ts";

export interface AsyncInvokerOptions extends Omit<EventRunnerOptions, "accept" | "signal"> {
  readonly limits: DispatcherLimits;
  /** Owns what runs in the background. Closing it gives up what runs; the next start finds it in the queue. */
  readonly tasks: TaskGroup;
}

/** The queue with what empties it. */
export interface RunningAsyncInvoker extends AsyncInvoker {
  /** Begins to run events, with what the last server left. Events are accepted before that, too. */
  start(): Promise<void>;
  /** Runs no more events, and waits for those that run until the signal is aborted. */
  drain(signal: AbortSignal): Promise<void>;
}

export const createAsyncInvoker = (options: AsyncInvokerOptions): RunningAsyncInvoker => {
  const { store, observer, clock, logger, tasks, limits } = options;
  const queue = new EventQueue({ store, observer, clock, wake: (functionName) => dispatcher.wake(functionName) });
  const accept: AsyncInvoker["accept"] = (event) => queue.accept(event);
  const runner = new EventRunner({ ...options, accept, signal: tasks.signal });
  const processors = new Processors(clock);
  const dispatcher = new EventDispatcher({ store, runner, clock, logger, tasks, limits, processors });
  return {
    accept,
    discard: (functionName) => queue.discard(functionName),
    purge: (functionName) => queue.purge(functionName),
    backlog: () => queue.backlog(),
    start: () => dispatcher.start(),
    drain: (signal) => dispatcher.drain(signal),
  };
};
