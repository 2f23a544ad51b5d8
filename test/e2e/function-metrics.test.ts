import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateAliasCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const HOUR_MS = 3_600_000;

const COUNTED = `exports.handler = async (event) => {
  if (event.fail) throw new Error("no");
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: "Orders", Dimensions: [["Shop"]],
    Metrics: [{ Name: "Amount", Unit: "Count" }] }] };
  console.log(JSON.stringify({ _aws, Shop: "north", Amount: [3, 4] }));
};`;

describe("metrics of functions", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let cloudwatch: CloudWatchClient;

  const sumOf = async (Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>) => {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(Date.now() - HOUR_MS),
        EndTime: new Date(Date.now() + HOUR_MS),
        Period: 7_200,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints[0]?.Sum;
  };

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    cloudwatch = open(new CloudWatchClient(server.clientOptions));
    await createNodeFunction(lambda, "counted", COUNTED);
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: "counted" }));
    await lambda.send(new CreateAliasCommand({ FunctionName: "counted", Name: "live", FunctionVersion: Version }));
    // The log tail comes once the invocation is over for whoever counts, too.
    await lambda.send(new InvokeCommand({ FunctionName: "counted", Qualifier: "live", LogType: "Tail" }));
    await lambda.send(new InvokeCommand({ FunctionName: "counted", LogType: "Tail" }));
    await lambda.send(new InvokeCommand({ FunctionName: "counted", Payload: '{"fail":true}', LogType: "Tail" }));
  });

  test("count invocations and errors of all functions, of one, and of one alias", async () => {
    assert.equal(await sumOf("AWS/Lambda", "Invocations", {}), 3);
    assert.equal(await sumOf("AWS/Lambda", "Invocations", { FunctionName: "counted" }), 3);
    const alias = { FunctionName: "counted", Resource: "counted:live" };
    assert.equal(await sumOf("AWS/Lambda", "Invocations", alias), 1);
    assert.equal(await sumOf("AWS/Lambda", "Invocations", { ...alias, ExecutedVersion: "1" }), 1);
    assert.equal(await sumOf("AWS/Lambda", "Errors", { FunctionName: "counted" }), 1);
    assert.equal(await sumOf("AWS/Lambda", "Errors", alias), 0);
  });

  test("come out of log lines in the embedded metric format", async () => {
    assert.equal(await sumOf("Orders", "Amount", { Shop: "north" }), 14);
  });

  test("count what is throttled", async () => {
    await createNodeFunction(lambda, "throttled", COUNTED);
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "throttled", ReservedConcurrentExecutions: 0 }),
    );
    await assert.rejects(lambda.send(new InvokeCommand({ FunctionName: "throttled" })), {
      name: "TooManyRequestsException",
    });
    assert.equal(await sumOf("AWS/Lambda", "Throttles", { FunctionName: "throttled" }), 1);
  });

  test("are listed with their dimensions", async () => {
    const { Metrics } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: "AWS/Lambda", MetricName: "Duration" }),
    );
    assert.deepEqual(
      Metrics?.map(({ Dimensions }) => Dimensions?.map(({ Name }) => Name).join()).sort(),
      [
        "",
        "FunctionName",
        "FunctionName,Resource",
        "FunctionName,Resource",
        "ExecutedVersion,FunctionName,Resource",
      ].toSorted(),
    );
  });

  test("are read by Prometheus", async () => {
    const page = await fetch(`${server.endpoint}/metrics`);
    assert.equal(page.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const text = await page.text();
    assert.match(text, /^lambkin_function_invocations_total\{function="counted",version="1",status="success"\} 1$/m);
    assert.match(text, /^lambkin_function_duration_seconds_count\{function="counted",version="\$LATEST"\} 2$/m);
    assert.match(text, /^lambkin_request_duration_seconds_count\{service="lambda",operation="Invoke",code="200"\} 3$/m);
  });
});
