import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { OperationContext } from "../../../../src/aws/service.ts";
import { silentLogger } from "../../../../src/base/log.ts";
import { bindOperations } from "../../../../src/models/operation.ts";
import type { ApplicationAutoscalingOperations } from "../../../../src/models/generated/application-autoscaling.ts";
import type { CloudwatchOperations } from "../../../../src/models/generated/cloudwatch.ts";
import { ActionRunner } from "../../../../src/services/application-autoscaling/action-runner.ts";
import { CapacityChanges } from "../../../../src/services/application-autoscaling/capacity-changes.ts";
import type {
  ConcurrencyReading,
  ScalableConcurrency,
  ScalableFunction,
} from "../../../../src/services/application-autoscaling/contract.ts";
import { OPERATIONS } from "../../../../src/services/application-autoscaling/operations/all.ts";
import { PolicyAlarms } from "../../../../src/services/application-autoscaling/policy-alarms.ts";
import { AutoscalingStore } from "../../../../src/services/application-autoscaling/store.ts";
import { TargetTracker } from "../../../../src/services/application-autoscaling/target-tracker.ts";
import { createCloudwatchService } from "../../../../src/services/cloudwatch/service.ts";
import { functionNotFound } from "../../../../src/services/lambda/exceptions.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

export const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "000000000000" };
const CONTEXT: OperationContext = {
  requestId: "00000000-0000-4000-8000-000000000000",
  caller: { kind: "root", accountId: ACCOUNT.accountId, arn: "arn:aws:iam::000000000000:root", userId: "0" },
  account: ACCOUNT,
  endpoint: "http://127.0.0.1:4566",
  signal: new AbortController().signal,
};

/** The alias that is scaled, the only one that there is. */
export const TARGET = {
  ServiceNamespace: "lambda",
  ResourceId: "function:hello:live",
  ScalableDimension: "lambda:function:ProvisionedConcurrency",
} as const;

/** As busy as a test says. */
class FakeConcurrency implements ScalableConcurrency {
  reading: ConcurrencyReading = { capacity: 0, available: 0, busyMs: 0, peakBusy: 0 };
  /** Why nothing can be set. */
  refusal: Error | undefined;
  isGone = false;

  async read({ functionName, qualifier }: ScalableFunction): Promise<ConcurrencyReading> {
    if (this.isGone || functionName !== "hello" || qualifier !== "live")
      throw functionNotFound(`${functionName}:${qualifier}`);
    return this.reading;
  }

  async set(_scalable: ScalableFunction, capacity: number): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.reading = { ...this.reading, capacity, available: capacity };
  }
}

/** Application Auto Scaling on a real database, with a fake clock and a fake Lambda; its rounds come when a test says. */
export const startAutoscaling = async () => {
  await using cleanup = new AsyncDisposableStack();
  const directory = cleanup.use(temporaryDirectory()).path;
  const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "state.db") }));
  const store = await AutoscalingStore.open(database);
  const clock = new FakeClock();
  const concurrency = new FakeConcurrency();
  const cloudwatch = cleanup.use(
    await createCloudwatchService({
      database,
      account: ACCOUNT,
      actions: {
        invokeFunction: () => Promise.reject(new Error("No function is named by these alarms.")),
        publishToTopic: () => Promise.reject(new Error("No topic is named by these alarms.")),
        triggerScalingPolicy: (policyArn, alarmName) => tracker.trigger(policyArn, alarmName),
      },
      clock,
      logger: silentLogger,
    }),
  );
  const policyAlarms = new PolicyAlarms({
    store,
    alarms: cloudwatch.alarmsOf("application-autoscaling"),
    account: ACCOUNT,
    periodSeconds: 60,
  });
  const operations = bindOperations(OPERATIONS, { store, concurrency, policyAlarms, clock });
  const changes = new CapacityChanges(store, concurrency, clock);
  const actions = new ActionRunner(store, changes, clock);
  const tracker: TargetTracker = new TargetTracker({
    store,
    concurrency,
    changes,
    alarms: policyAlarms,
    account: ACCOUNT,
    clock,
  });
  cloudwatch.start();
  const owned = cleanup.move();
  return {
    clock,
    concurrency,
    call: async <Name extends keyof ApplicationAutoscalingOperations>(
      name: Name,
      input: ApplicationAutoscalingOperations[Name]["input"],
    ): Promise<Exclude<ApplicationAutoscalingOperations[Name]["output"], void>> => {
      const handler = operations[name];
      if (handler === undefined) throw new Error(`No operation ${name}`);
      return (await handler(input as never, CONTEXT)) as Exclude<
        ApplicationAutoscalingOperations[Name]["output"],
        void
      >;
    },
    /** The same of CloudWatch, which shows the alarms of policies. */
    callCloudwatch: async <Name extends keyof CloudwatchOperations>(
      name: Name,
      input: CloudwatchOperations[Name]["input"],
    ): Promise<Exclude<CloudwatchOperations[Name]["output"], void>> => {
      const handler = cloudwatch.service.operations[name];
      if (handler === undefined) throw new Error(`No operation ${name}`);
      return (await handler(input as never, CONTEXT)) as Exclude<CloudwatchOperations[Name]["output"], void>;
    },
    /** Every action of an alarm that is due was tried. */
    alarmActionsTaken: async () => {
      while ((await database.get("SELECT action_id FROM cloudwatch_alarm_actions")) !== undefined) await setImmediate();
    },
    /** What a server does at its start. */
    startAgain: () => policyAlarms.sync(),
    runDue: () => actions.runDue(),
    /** As `ActionRunner.nextDue`. */
    nextDue: () => actions.nextDue(new AbortController().signal),
    /** A minute passes in which this share of the environments is busy. */
    minute: async (utilisation: number): Promise<void> => {
      await clock.advance(60_000);
      const { available, busyMs } = concurrency.reading;
      concurrency.reading = { ...concurrency.reading, busyMs: busyMs + available * utilisation * 60_000 };
      await tracker.track();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
