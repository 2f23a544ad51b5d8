import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CloudWatchClient,
  DashboardInvalidInputError,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricStreamCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";
import { awsCli } from "../support/aws-cli.ts";
import { runBoto3 } from "../support/boto3.ts";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const HOUR_MS = 3_600_000;
const ONCALL = `exports.handler = async ({ alarmData: { alarmName, state } }) => {
  console.log("called by " + alarmName + ": " + state.value);
};`;

/** A query of the sum of one metric. */
const sumOf = (Id: string, MetricName: string) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: "Rates", MetricName }, Period: 60, Stat: "Sum" },
});

/** The latency of the shop above 50 for a minute. */
const ABOVE_50 = {
  Namespace: "Shop",
  MetricName: "Latency",
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 50,
  ComparisonOperator: "GreaterThanThreshold",
} as const;

describe("CloudWatch", () => {
  let server: TestServer;
  let cloudwatch: CloudWatchClient;

  serveTests((started, open) => {
    server = started;
    cloudwatch = open(new CloudWatchClient(server.clientOptions));
  });

  test("keeps what it acknowledged when the server is killed", async () => {
    const Dimensions = [{ Name: "Page", Value: "/" }];
    const Timestamp = new Date();
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "Shop",
        MetricData: [{ MetricName: "Latency", Dimensions, Timestamp, Values: [10, 20, 90], Unit: "Milliseconds" }],
      }),
    );
    await server.kill();
    await server.start();
    cloudwatch.destroy();
    cloudwatch = new CloudWatchClient(server.clientOptions);
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "Shop" }));
    assert.deepEqual(Metrics, [{ Namespace: "Shop", MetricName: "Latency", Dimensions }]);
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "Shop",
        MetricName: "Latency",
        Dimensions,
        StartTime: new Date(Timestamp.getTime() - HOUR_MS),
        EndTime: new Date(Timestamp.getTime() + HOUR_MS),
        Period: 60,
        Statistics: ["Sum", "SampleCount"],
        ExtendedStatistics: ["p50"],
      }),
    );
    assert.deepEqual(
      Datapoints?.map(({ Sum, SampleCount, Unit, ExtendedStatistics }) => ({
        Sum,
        SampleCount,
        Unit,
        ExtendedStatistics,
      })),
      [{ Sum: 120, SampleCount: 3, Unit: "Milliseconds", ExtendedStatistics: { p50: 20 } }],
    );
  });

  test("computes with metrics", async () => {
    const Timestamp = new Date();
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "Rates",
        MetricData: [
          { MetricName: "Requests", Timestamp, Value: 40 },
          { MetricName: "Failures", Timestamp, Value: 10 },
        ],
      }),
    );
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Timestamp.getTime() - HOUR_MS),
        EndTime: new Date(Timestamp.getTime() + HOUR_MS),
        MetricDataQueries: [
          sumOf("requests", "Requests"),
          sumOf("failures", "Failures"),
          { Id: "percent", Expression: "100 * failures / requests", Label: "failed" },
        ],
      }),
    );
    assert.deepEqual(
      MetricDataResults?.map(({ Id, Label, Values, StatusCode }) => ({ Id, Label, Values, StatusCode })),
      [{ Id: "percent", Label: "failed", Values: [25], StatusCode: "Complete" }],
    );
  });

  test("keeps alarms and their state", async () => {
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "slow",
        ...ABOVE_50,
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "slow", StateValue: "ALARM", StateReason: "a test" }));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: "ALARM" }));
    assert.deepEqual(
      MetricAlarms?.map(({ AlarmName, AlarmArn, StateReason }) => ({ AlarmName, AlarmArn, StateReason })),
      [
        {
          AlarmName: "slow",
          AlarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow",
          StateReason: "a test",
        },
      ],
    );
  });

  test("has alarms that watch alarms", async () => {
    const shop = { AlarmName: "shop", AlarmRule: 'ALARM("slow") AND NOT OK("slow")' };
    await cloudwatch.send(new PutCompositeAlarmCommand(shop));
    const { CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ["shop"], AlarmTypes: ["CompositeAlarm"] }),
    );
    assert.equal(CompositeAlarms?.[0]?.AlarmRule, shop.AlarmRule);
    assert.equal(CompositeAlarms[0].StateValue, "ALARM");
    assert.ok(CompositeAlarms[0].StateTransitionedTimestamp instanceof Date);
  });

  test("has alarms that keep others from acting", async () => {
    const ActionsSuppressor = "slow";
    const periods = { ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 };
    await cloudwatch.send(
      new PutCompositeAlarmCommand({ AlarmName: "quiet", AlarmRule: "TRUE", ActionsSuppressor, ...periods }),
    );
    const { CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ["quiet"], AlarmTypes: ["CompositeAlarm"] }),
    );
    assert.partialDeepStrictEqual(CompositeAlarms?.[0], {
      StateValue: "ALARM",
      ActionsSuppressor,
      ...periods,
      ActionsSuppressedBy: "Alarm",
      ActionsSuppressedReason: "Actions suppressed by Alarm",
    });
  });

  test("keeps dashboards, and says what is wrong with one", async () => {
    const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "# Shop" } }] });
    await cloudwatch.send(new PutDashboardCommand({ DashboardName: "shop", DashboardBody }));
    const kept = await cloudwatch.send(new GetDashboardCommand({ DashboardName: "shop" }));
    assert.equal(kept.DashboardBody, DashboardBody);
    await assert.rejects(
      cloudwatch.send(new PutDashboardCommand({ DashboardName: "shop", DashboardBody: "{}" })),
      (error: Error) =>
        error instanceof DashboardInvalidInputError && error.dashboardValidationMessages?.[0]?.DataPath === "/widgets",
    );
    await assert.rejects(cloudwatch.send(new GetDashboardCommand({ DashboardName: "none" })), {
      name: "ResourceNotFound",
      message: "Dashboard none does not exist",
    });
  });

  test("invokes the function that an alarm names", async () => {
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "oncall", ONCALL);
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "calling",
        ...ABOVE_50,
        AlarmActions: ["arn:aws:lambda:us-east-1:000000000000:function:oncall"],
      }),
    );
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: "calling", StateValue: "ALARM", StateReason: "a test" }),
    );
    const logs = new CloudWatchLogsClient(server.clientOptions);
    let events: readonly { readonly message?: string | undefined }[] = [];
    while (events.length === 0) {
      const group = { logGroupName: "/aws/lambda/oncall", filterPattern: "called" };
      events = await logs.send(new FilterLogEventsCommand(group)).then(
        (answer) => answer.events ?? [],
        () => [],
      );
    }
    assert.match(events[0]?.message ?? "", /called by calling: ALARM/);
    lambda.destroy();
    logs.destroy();
  });

  test("says what it does not do", async () => {
    await assert.rejects(cloudwatch.send(new GetMetricStreamCommand({ Name: "mine" })), {
      name: "NotImplementedException",
    });
  });

  /** Signed for CloudWatch. */
  const send = (path: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array<ArrayBuffer>) => {
    const request = {
      method: "POST",
      path,
      query: "",
      headers: { ...headers, host: new URL(server.endpoint).host },
      body,
    };
    const { credentials, record } = server;
    const signing = { credentials, region: record.region, signingName: "monitoring", nowMs: Date.now() };
    return fetch(`${server.endpoint}${path}`, { method: "POST", headers: signRequest(request, signing), body });
  };

  test("understands older clients, which send forms and read XML", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const parameters = { Action: "PutMetricData", Version: "2010-08-01", "MetricData.member.1.MetricName": "M" };
    const put = (rest: Readonly<Record<string, string>>) =>
      send("/", form, new URLSearchParams({ ...parameters, ...rest }).toString());
    const answer = await put({ Namespace: "Form", "MetricData.member.1.Value": "3" });
    assert.match(
      await answer.text(),
      /^<PutMetricDataResponse xmlns="http:\/\/monitoring.amazonaws.com\/doc\/2010-08-01\/">/,
    );
    const refusal = await put({ Namespace: "AWS/Mine", "MetricData.member.1.Value": "3" });
    assert.equal(refusal.status, 400);
    assert.match(await refusal.text(), /<Code>InvalidParameterValue<\/Code>/);
  });

  test("understands newer clients, which speak CBOR", async () => {
    const headers = {
      "content-type": "application/cbor",
      accept: "application/cbor",
      "smithy-protocol": "rpc-v2-cbor",
    };
    // {"Namespace": "Form"}
    const body = Buffer.from("a1694e616d65737061636564466f726d", "hex");
    const answer = await send("/service/GraniteServiceVersion20100801/operation/ListMetrics", headers, body);
    assert.equal(answer.headers.get("content-type"), "application/cbor");
    assert.match(await answer.text(), /MetricName.M/s);
  });

  test("is spoken to by the AWS CLI", async () => {
    const aws = await awsCli();
    const args = ["cloudwatch", "put-metric-data", "--namespace", "Cli", "--metric-name", "M", "--value", "7"];
    const { exitCode, stderr } = await aws.run(args, server.environment);
    assert.equal(exitCode, 0, stderr);
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "Cli" }));
    assert.deepEqual(Metrics, [{ Namespace: "Cli", MetricName: "M", Dimensions: [] }]);
  });

  test("is spoken to by boto3", async () => {
    assert.equal(await runBoto3(server, "metrics.py"), "done\n");
  });
});
