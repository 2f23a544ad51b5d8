import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { MotoServer, type Targets } from "../support/moto.ts";
import { Relay } from "../support/relay.ts";
import { TestServer } from "../support/server.ts";

const PATIENCE_MS = 150_000;
const MANY = 200;
const QUEUE = "arn:aws:sqs:us-east-1:123456789012:records";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:records";
const BUS = "arn:aws:events:us-east-1:123456789012:event-bus/records";
const ROLE = "arn:aws:iam::000000000000:role/teller";
const SEND = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: QUEUE },
});
const ECHO = "exports.handler = async (event) => { if (event.fail) throw new Error('no'); return event; };";

interface InvocationRecord {
  readonly requestContext: { readonly condition: string; readonly functionArn: string };
  readonly requestPayload: unknown;
  readonly responsePayload: unknown;
}

/** Targets on a server that this project did not write. */
describe("destinations and dead-letter queues somewhere else", () => {
  let moto: MotoServer;
  let targets: Targets;
  let relay: Relay;
  let server: TestServer;
  let lambda: LambdaClient;
  let iam: IAMClient;

  before(async () => {
    moto = await MotoServer.start();
    targets = await moto.makeTargets();
    relay = await Relay.start(moto.port);
    const endpoints = ["sqs", "sns", "events"].map((service) => `${service}=${relay.endpoint}`);
    server = await TestServer.start({ args: ["--destination-endpoints", endpoints.join(",")] });
    lambda = new LambdaClient(server.clientOptions);
    iam = new IAMClient(server.clientOptions);
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    });
    await iam.send(new CreateRoleCommand({ RoleName: "teller", AssumeRolePolicyDocument: trust }));
  });

  after(async () => {
    lambda.destroy();
    iam.destroy();
    await server[Symbol.asyncDispose]();
    await relay[Symbol.asyncDispose]();
    await moto[Symbol.asyncDispose]();
  });

  const configure = (FunctionName: string, OnSuccess: string, OnFailure?: string) =>
    lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        MaximumRetryAttempts: 0,
        DestinationConfig: {
          OnSuccess: { Destination: OnSuccess },
          ...(OnFailure === undefined ? {} : { OnFailure: { Destination: OnFailure } }),
        },
      }),
    );

  const invokeEvent = (FunctionName: string, event: object) =>
    lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: JSON.stringify(event) }));

  const recordIn = async (queueUrl: string): Promise<InvocationRecord> =>
    JSON.parse((await moto.receive(queueUrl)).Body ?? "") as InvocationRecord;

  /** How often a target of a function was given up, once that has happened. */
  const deliveryFailures = async (functionName: string): Promise<number> => {
    const cloudwatch = new CloudWatchClient(server.clientOptions);
    const deadline = Date.now() + PATIENCE_MS;
    try {
      for (;;) {
        const { Datapoints = [] } = await cloudwatch.send(
          new GetMetricStatisticsCommand({
            Namespace: "AWS/Lambda",
            MetricName: "DestinationDeliveryFailures",
            Dimensions: [{ Name: "FunctionName", Value: functionName }],
            StartTime: new Date(Date.now() - 600_000),
            EndTime: new Date(Date.now() + 60_000),
            Period: 3_600,
            Statistics: ["Sum"],
          }),
        );
        const sum = Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
        if (sum > 0) return sum;
        assert.ok(Date.now() < deadline, "no failure was counted");
        await sleep(200);
      }
    } finally {
      cloudwatch.destroy();
    }
  };

  test("a queue and a topic get records of successes and failures", async () => {
    await createNodeFunction(lambda, "records", ECHO);
    await configure("records", QUEUE, TOPIC);
    await invokeEvent("records", { n: 1 });
    const success = await recordIn(targets.records);
    assert.equal(success.requestContext.condition, "Success");
    assert.deepEqual(success.responsePayload, { n: 1 });
    await invokeEvent("records", { fail: true });
    const { Message } = JSON.parse((await moto.receive(targets.fromTopic)).Body ?? "") as { readonly Message: string };
    const failure = JSON.parse(Message) as InvocationRecord;
    assert.equal(failure.requestContext.condition, "RetriesExhausted");
    assert.deepEqual(failure.requestPayload, { fail: true });
  });

  test("a topic is told of an alarm", async () => {
    const cloudwatch = new CloudWatchClient(server.clientOptions);
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "failing",
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        AlarmActions: [TOPIC],
      }),
    );
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: "failing", StateValue: "ALARM", StateReason: "a test" }),
    );
    cloudwatch.destroy();
    const told = JSON.parse((await moto.receive(targets.fromTopic)).Body ?? "") as Record<string, string>;
    assert.equal(told["Subject"], 'ALARM: "failing" in us-east-1');
    const { AlarmName, NewStateValue } = JSON.parse(told["Message"] ?? "") as Record<string, string>;
    assert.deepEqual({ AlarmName, NewStateValue }, { AlarmName: "failing", NewStateValue: "ALARM" });
  });

  test("an event bus gets records as events, which its rules match", async () => {
    await createNodeFunction(lambda, "onto-bus", ECHO);
    await configure("onto-bus", BUS);
    await invokeEvent("onto-bus", { n: 2 });
    const event = JSON.parse((await moto.receive(targets.fromBus)).Body ?? "") as Record<string, unknown>;
    assert.equal(event["source"], "lambda");
    assert.equal(event["detail-type"], "Lambda Function Invocation Result - Success");
    const [bus, functionArn] = event["resources"] as readonly string[];
    assert.equal(bus, BUS);
    assert.equal(functionArn, "arn:aws:lambda:us-east-1:000000000000:function:onto-bus:$LATEST");
    assert.deepEqual((event["detail"] as InvocationRecord).responsePayload, { n: 2 });
  });

  test("a dead-letter queue gets the event, with why in its attributes", async () => {
    await createNodeFunction(lambda, "dead-letters", ECHO, { DeadLetterConfig: { TargetArn: QUEUE } });
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: "dead-letters", MaximumRetryAttempts: 0 }),
    );
    await invokeEvent("dead-letters", { fail: true });
    const { Body, MessageAttributes } = await moto.receive(targets.records);
    assert.deepEqual(JSON.parse(Body ?? ""), { fail: true });
    assert.equal(MessageAttributes?.["ErrorMessage"]?.StringValue, "no");
    assert.equal(MessageAttributes["ErrorCode"]?.StringValue, "200");
  });

  test("a role of this server must be allowed to tell, when it is configured and when it is done", async () => {
    await createNodeFunction(lambda, "told", ECHO, { Role: ROLE });
    const message = `The function's execution role does not have permissions to call SendMessage on ${QUEUE}`;
    await assert.rejects(configure("told", QUEUE), { name: "InvalidParameterValueException", message });
    await iam.send(new PutRolePolicyCommand({ RoleName: "teller", PolicyName: "send", PolicyDocument: SEND }));
    await configure("told", QUEUE);
    await invokeEvent("told", { n: 3 });
    assert.deepEqual((await recordIn(targets.records)).requestPayload, { n: 3 });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "teller", PolicyName: "send" }));
    await invokeEvent("told", { n: 4 });
    assert.equal(await deliveryFailures("told"), 1);
  });

  test("a target that is killed is told what it missed when it is there again", async () => {
    await createNodeFunction(lambda, "patient", ECHO);
    await configure("patient", QUEUE);
    await moto[Symbol.asyncDispose]();
    relay.targetPort = undefined;
    await invokeEvent("patient", { n: 5 });
    moto = await MotoServer.start();
    targets = await moto.makeTargets();
    relay.targetPort = moto.port;
    assert.deepEqual((await recordIn(targets.records)).requestPayload, { n: 5 });
  });

  test("a target that is cut off in the middle misses nothing", async () => {
    await createNodeFunction(lambda, "many", ECHO);
    await configure("many", QUEUE);
    const ids = Array.from({ length: MANY }, (_, id) => id);
    await Promise.all(ids.map((id) => invokeEvent("many", { id })));
    const arrived = new Set<number>();
    const take = async (): Promise<void> => {
      for (const { Body = "" } of await moto.receiveSome(targets.records)) {
        arrived.add(((JSON.parse(Body) as InvocationRecord).requestPayload as { readonly id: number }).id);
      }
    };
    await take();
    relay.cut();
    await sleep(1_000);
    relay.targetPort = moto.port;
    while (arrived.size < MANY) await take();
    assert.deepEqual(
      [...arrived].toSorted((a, b) => a - b),
      ids,
    );
  });

  test("a queue that is not there is given up at once, and counted", async () => {
    await createNodeFunction(lambda, "astray", ECHO);
    await configure("astray", "arn:aws:sqs:us-east-1:123456789012:nowhere");
    await invokeEvent("astray", {});
    assert.equal(await deliveryFailures("astray"), 1);
  });
});
