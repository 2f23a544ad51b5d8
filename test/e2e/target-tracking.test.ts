import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  ApplicationAutoScalingClient,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetProvisionedConcurrencyConfigCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createLiveAlias, LIVE_ALIAS as TARGET } from "../support/live-alias.ts";
import { TestServer } from "../support/server.ts";

const FunctionName = "service";
const PATIENCE_MS = 120_000;

/** With periods of a second instead of a minute. */
describe("target tracking of an alias's provisioned concurrency", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let autoscaling: ApplicationAutoScalingClient;

  before(async () => {
    server = await TestServer.start({ args: ["--scaling-period-seconds", "1"] });
    lambda = new LambdaClient(server.clientOptions);
    autoscaling = new ApplicationAutoScalingClient(server.clientOptions);
    const busy = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1_000));";
    await createLiveAlias(lambda, busy);
    await autoscaling.send(new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 1, MaxCapacity: 3 }));
    await autoscaling.send(
      new PutScalingPolicyCommand({
        ...TARGET,
        PolicyName: "busy",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 0.5,
          PredefinedMetricSpecification: { PredefinedMetricType: "LambdaProvisionedConcurrencyUtilization" },
        },
      }),
    );
  });

  after(async () => {
    lambda.destroy();
    autoscaling.destroy();
    await server[Symbol.asyncDispose]();
  });

  /** What is provisioned and ready; 0 before the first. */
  const available = (): Promise<number> =>
    lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "live" })).then(
      ({ AvailableProvisionedConcurrentExecutions = 0 }) => AvailableProvisionedConcurrentExecutions,
      () => 0,
    );

  const reaches = async (isReached: (executions: number) => boolean, what: string): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS;
    let executions = await available();
    while (!isReached(executions)) {
      assert.ok(Date.now() < deadline, `${what}, but ${executions} are provisioned`);
      await delay(200);
      executions = await available();
    }
  };

  /** Invokes the alias, four at a time, until it is told to stop: enough for three, however slowly answers come. */
  const load = async (signal: AbortSignal): Promise<void> => {
    const client = async () => {
      while (!signal.aborted) await lambda.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
    };
    await Promise.all([client(), client(), client(), client()]);
  };

  test("provides what is the least of it", () => reaches((executions) => executions === 1, "one is the least"));

  test("scales out while it is busy, and in when it is not", async () => {
    const stop = new AbortController();
    const loaded = load(stop.signal);
    try {
      await reaches((executions) => executions === 3, "four at a time are too much for one at half of its time");
    } finally {
      stop.abort();
      await loaded;
    }
    await reaches((executions) => executions === 1, "nothing is too little for three");
    const { ScalingActivities = [] } = await autoscaling.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: "lambda", ResourceId: TARGET.ResourceId }),
    );
    const causes = ScalingActivities.map(({ Cause = "" }) => Cause);
    assert.match(causes.join("\n"), /^monitor alarm \S+-AlarmHigh-\S+ in state ALARM triggered policy busy$/m);
    assert.match(causes.join("\n"), /^monitor alarm \S+-AlarmLow-\S+ in state ALARM triggered policy busy$/m);
  });

  test("has alarms that CloudWatch shows, and whose history tells that they went off", async () => {
    const { ScalingPolicies = [] } = await autoscaling.send(
      new DescribeScalingPoliciesCommand({ ServiceNamespace: "lambda" }),
    );
    const named = ScalingPolicies[0]?.Alarms?.map(({ AlarmName = "" }) => AlarmName) ?? [];
    const cloudwatch = new CloudWatchClient(server.clientOptions);
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: "TargetTracking-function:service:live-" }),
    );
    assert.deepEqual(
      MetricAlarms.map(({ AlarmName }) => AlarmName),
      named,
    );
    const history = new DescribeAlarmHistoryCommand({ AlarmName: named[0], HistoryItemType: "Action" });
    const { AlarmHistoryItems = [] } = await cloudwatch.send(history);
    assert.equal(
      AlarmHistoryItems.at(-1)?.HistorySummary,
      `Successfully executed action ${ScalingPolicies[0]?.PolicyARN}`,
    );
    cloudwatch.destroy();
  });
});
