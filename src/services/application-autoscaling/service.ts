import type { Account } from "../../aws/account.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import type { ServiceAlarms, TriggerScalingPolicy } from "../cloudwatch/contract.ts";
import { ActionRunner } from "./action-runner.ts";
import { CapacityChanges } from "./capacity-changes.ts";
import type { ScalableConcurrency } from "./contract.ts";
import { OPERATIONS } from "./operations/all.ts";
import { PolicyAlarms } from "./policy-alarms.ts";
import { type AutoscalingDatabase, AutoscalingStore } from "./store.ts";
import { TargetTracker } from "./target-tracker.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** What failed for want of something is not tried again at once. */
const AFTER_FAILURE_MS = 1_000;
/** Source: API reference of DescribeScalingActivities. */
const ACTIVITIES_KEPT_MS = 6 * 7 * 24 * 60 * 60 * 1_000;
const CLEAN_EVERY_MS = 60 * 60 * 1_000;

/** Application Auto Scaling, of what Lambda has to be scaled. */
export interface AutoscalingService extends AsyncDisposable {
  readonly service: Service;
  /** Has a policy carried out, for its alarms. */
  readonly triggerScalingPolicy: TriggerScalingPolicy;
  /** Begins to scale, in the background. To be called once what is scaled can be. */
  start(): void;
}

export const createAutoscalingService = async (parts: {
  readonly database: AutoscalingDatabase;
  readonly concurrency: ScalableConcurrency;
  /** Of this service alone. */
  readonly alarms: ServiceAlarms;
  readonly account: Account;
  /** How often policies look at utilisation; AWS does it once a minute. */
  readonly trackEveryMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<AutoscalingService> => {
  const { concurrency, trackEveryMs, clock, logger } = parts;
  const store = await AutoscalingStore.open(parts.database);
  const periodSeconds = trackEveryMs / 1_000;
  const policyAlarms = new PolicyAlarms({ store, alarms: parts.alarms, account: parts.account, periodSeconds });
  const changes = new CapacityChanges(store, concurrency, clock);
  const actions = new ActionRunner(store, changes, clock);
  const tracker = new TargetTracker({
    store,
    concurrency,
    changes,
    alarms: policyAlarms,
    account: parts.account,
    clock,
  });
  const tasks = new TaskGroup((error) =>
    logger.error({ err: error }, "scaling failed; it goes on with the next round"),
  );
  const repeat = (wait: (signal: AbortSignal) => Promise<void>, work: () => Promise<void>): void =>
    tasks.run(async (signal) => {
      for (;;) {
        await wait(signal);
        // Each round is a task of its own, waited for: one that fails does not end the rest.
        const round = work();
        tasks.run(() => round);
        await round.catch(() => clock.delay(AFTER_FAILURE_MS, { signal }));
      }
    });
  const every = (ms: number) => (signal: AbortSignal) => clock.delay(ms, { signal });
  return {
    service: {
      id: "application-autoscaling",
      operations: bindOperations(OPERATIONS, { store, concurrency, policyAlarms, clock }),
      unsupported: UNSUPPORTED,
    },
    triggerScalingPolicy: (policyArn, alarmName) => tracker.trigger(policyArn, alarmName),
    start: () => {
      tasks.run(() => policyAlarms.sync());
      repeat(
        (signal) => actions.nextDue(signal),
        () => actions.runDue(),
      );
      repeat(every(trackEveryMs), () => tracker.track());
      repeat(every(CLEAN_EVERY_MS), () => store.deleteActivitiesBefore(clock.nowMs() - ACTIVITIES_KEPT_MS));
    },
    [Symbol.asyncDispose]: () => tasks[Symbol.asyncDispose](),
  };
};
