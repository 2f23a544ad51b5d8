import { once } from "node:events";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { OperationContext } from "../../../../src/aws/service.ts";
import { type Logger, silentLogger } from "../../../../src/base/log.ts";
import type { CloudwatchOperations } from "../../../../src/models/generated/cloudwatch.ts";
import type { TopicNotification } from "../../../../src/services/cloudwatch/contract.ts";
import { functionNotFound } from "../../../../src/services/lambda/exceptions.ts";
import { createCloudwatchService } from "../../../../src/services/cloudwatch/service.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const CONTEXT: OperationContext = {
  requestId: "00000000-0000-4000-8000-000000000000",
  caller: { kind: "root", accountId: "000000000000", arn: "arn:aws:iam::000000000000:root", userId: "000000000000" },
  account: { partition: "aws", region: "us-east-1", accountId: "000000000000" },
  endpoint: "http://127.0.0.1:4566",
  signal: new AbortController().signal,
};

/** As reachable as a test says. */
class FakeTopics {
  /** Why nothing can be published, by topic. */
  readonly failures = new Map<string, Error>();
  /** Topics that never answer. */
  readonly hanging = new Set<string>();
  /** How often each was tried. */
  readonly attempts = new Map<string, number>();
  /** In the order in which it came. */
  readonly published: (TopicNotification & { readonly topicArn: string })[] = [];

  async publish(topicArn: string, notification: TopicNotification, signal: AbortSignal): Promise<void> {
    this.attempts.set(topicArn, (this.attempts.get(topicArn) ?? 0) + 1);
    if (this.hanging.has(topicArn)) await once(signal, "abort").then(() => signal.throwIfAborted());
    const failure = this.failures.get(topicArn);
    if (failure !== undefined) throw failure;
    this.published.push({ topicArn, ...notification });
  }
}

/** CloudWatch over a database of its own, with a clock that stands still. */
export const startCloudwatch = async (
  options: { readonly directory?: string; readonly clock?: FakeClock; readonly logger?: Logger } = {},
) => {
  await using cleanup = new AsyncDisposableStack();
  const directory = options.directory ?? cleanup.use(temporaryDirectory()).path;
  const clock = options.clock ?? new FakeClock();
  const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "lambkin.db") }));
  const invoked: { readonly functionArn: string; readonly event: object }[] = [];
  const triggered: { readonly policyArn: string; readonly alarmName: string }[] = [];
  const topics = new FakeTopics();
  const cloudwatch = cleanup.use(
    await createCloudwatchService({
      database,
      account: CONTEXT.account,
      actions: {
        invokeFunction: async (functionArn, event) => {
          if (functionArn.endsWith(":gone")) throw functionNotFound(functionArn);
          invoked.push({ functionArn, event });
        },
        publishToTopic: (topicArn, notification, signal) => topics.publish(topicArn, notification, signal),
        triggerScalingPolicy: async (policyArn, alarmName) => void triggered.push({ policyArn, alarmName }),
      },
      clock,
      logger: options.logger ?? silentLogger,
    }),
  );
  cloudwatch.start();
  const owned = cleanup.move();
  const call = async <Name extends keyof CloudwatchOperations>(
    name: Name,
    input: CloudwatchOperations[Name]["input"],
  ): Promise<Exclude<CloudwatchOperations[Name]["output"], void>> => {
    const handler = cloudwatch.service.operations[name];
    if (handler === undefined) throw new Error(`No operation ${name}`);
    return (await handler(input as never, CONTEXT)) as Exclude<CloudwatchOperations[Name]["output"], void>;
  };
  return {
    call,
    clock,
    database,
    /** By alarms. */
    invoked,
    triggered,
    published: topics.published,
    topics,
    /** Every action that is due was tried. */
    actionsTaken: async () => {
      const sql = "SELECT action_id FROM cloudwatch_alarm_actions WHERE due_at_ms <= ?";
      while ((await database.get(sql, clock.nowMs())) !== undefined) await setImmediate();
    },
    writer: cloudwatch.metricWriter,
    serviceAlarms: cloudwatch.alarmsOf("a-service"),
    /** Puts one value of the metric `M` in the namespace `N`, now unless told otherwise. */
    put: (Value: number, atMs: number = clock.nowMs()) =>
      call("PutMetricData", {
        Namespace: "N",
        MetricData: [{ MetricName: "M", Value, Timestamp: new Date(atMs) }],
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

export type StartedCloudwatch = Awaited<ReturnType<typeof startCloudwatch>>;

/** The metric `M` of the namespace `N` from an hour ago to an hour from now, in periods of so many seconds. */
export const statisticsOf = async (
  { call, clock }: StartedCloudwatch,
  Period: number,
  startMs = clock.nowMs() - HOUR_MS,
  Dimensions: { Name: string; Value: string }[] = [],
) => {
  const { Datapoints = [] } = await call("GetMetricStatistics", {
    Namespace: "N",
    MetricName: "M",
    Dimensions,
    StartTime: new Date(startMs),
    EndTime: new Date(clock.nowMs() + HOUR_MS),
    Period,
    Statistics: ["Sum", "SampleCount"],
  });
  return Datapoints.map(({ Timestamp, Sum, SampleCount }) => ({ atMs: Timestamp?.getTime(), Sum, SampleCount }));
};
