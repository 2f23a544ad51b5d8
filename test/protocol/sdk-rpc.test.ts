import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, PutLogEventsCommand, StartLiveTailCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException as ClientNoSuchEntity,
} from "@aws-sdk/client-iam";
import { QueueDoesNotExist, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { ServiceException } from "../../src/aws/service-exception.ts";
import { NoSuchEntityException, type CreateRoleRequest } from "../../src/models/generated/iam.ts";
import { SessionTimeoutException, type PutLogEventsRequest } from "../../src/models/generated/logs.ts";
import type { AssumeRoleRequest } from "../../src/models/generated/sts.ts";
import { loadModel } from "../../src/models/load-model.ts";
import { startLoopbackServer } from "./support/loopback-server.ts";
import { archivedModel, CLIENT_SETTINGS } from "./support/models.ts";

const at = new Date("2026-01-02T03:04:05Z");

describe("the clients of RPC services in the JavaScript SDK", () => {
  test("IAM speaks the query protocol", async () => {
    await using server = await startLoopbackServer(loadModel("iam"), {
      CreateRole: ({ RoleName, Tags }: CreateRoleRequest) => ({
        Role: { RoleName, Tags, Path: "/", RoleId: "AROA", Arn: "arn:aws:iam::000000000000:role/r", CreateDate: at },
      }),
      DeleteRole: () => undefined,
      GetRole: () => {
        throw new NoSuchEntityException({ message: "The role with name <r> cannot be found." });
      },
    });
    const client = new IAMClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "" },
    ];
    const { Role } = await client.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: "{}", Tags }));
    assert.deepEqual(Role?.Tags, Tags);
    assert.deepEqual(Role?.CreateDate, at);
    assert.equal((await client.send(new DeleteRoleCommand({ RoleName: "r" }))).$metadata.requestId, "request-1");
    await assert.rejects(client.send(new GetRoleCommand({ RoleName: "r" })), (error) => {
      assert.ok(error instanceof ClientNoSuchEntity);
      assert.equal(error.message, "The role with name <r> cannot be found.");
      return true;
    });
    await assert.rejects(client.send(new GetRoleCommand({ RoleName: "r!" })), { Code: "ValidationError" });
    assert.deepEqual(new Set(server.protocolsUsed), new Set(["query"]));
    client.destroy();
  });

  test("STS reads structures within structures", async () => {
    await using server = await startLoopbackServer(loadModel("sts"), {
      AssumeRole: ({ RoleSessionName, DurationSeconds }: AssumeRoleRequest) => ({
        Credentials: { AccessKeyId: "ASIA", SecretAccessKey: "s", SessionToken: RoleSessionName, Expiration: at },
        PackedPolicySize: DurationSeconds,
      }),
    });
    const client = new STSClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
    const RoleArn = "arn:aws:iam::000000000000:role/r";
    const output = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me", DurationSeconds: 900 }));
    assert.equal(output.Credentials?.SessionToken, "me");
    assert.deepEqual(output.Credentials?.Expiration, at);
    assert.equal(output.PackedPolicySize, 900);
    client.destroy();
  });

  test("CloudWatch Logs speaks JSON 1.1", async () => {
    await using server = await startLoopbackServer(loadModel("logs"), {
      PutLogEvents: ({ logEvents }: PutLogEventsRequest) => ({ nextSequenceToken: logEvents[0]?.message }),
    });
    const client = new CloudWatchLogsClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
    const logEvents = [{ timestamp: 1, message: "hi" }];
    const put = new PutLogEventsCommand({ logGroupName: "g", logStreamName: "s", logEvents });
    assert.equal((await client.send(put)).nextSequenceToken, "hi");
    const bad = new PutLogEventsCommand({ logGroupName: "g g", logStreamName: "s", logEvents });
    await assert.rejects(client.send(bad), { name: "InvalidParameterException" });
    assert.deepEqual(server.protocolsUsed, ["json-1.1", "json-1.1"]);
    client.destroy();
  });

  test("CloudWatch Logs tails through an event stream that may end in an error", async () => {
    await using server = await startLoopbackServer(loadModel("logs"), {
      StartLiveTail: () => ({ responseStream: tail() }),
    });
    const client = new CloudWatchLogsClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint, disableHostPrefix: true });
    const logGroupIdentifiers = ["arn:aws:logs:us-east-1:000000000000:log-group:g"];
    const { responseStream } = await client.send(new StartLiveTailCommand({ logGroupIdentifiers }));
    const events = responseStream?.[Symbol.asyncIterator]();
    assert.deepEqual((await events?.next())?.value, { sessionStart: { requestId: "r", sessionId: "s" } });
    const update = (await events?.next())?.value;
    assert.deepEqual(update, { sessionUpdate: { sessionResults: [{ message: "hi", timestamp: 5 }] } });
    await assert.rejects(async () => events?.next(), { name: "SessionTimeoutException", message: "over" });
    client.destroy();
  });

  test("SQS speaks JSON 1.0 and knows its errors", async () => {
    await using server = await startLoopbackServer(await archivedModel("sqs"), {
      SendMessage: ({ QueueUrl }: { QueueUrl: string }) => {
        if (QueueUrl.endsWith("nope")) {
          throw new ServiceException({ code: "QueueDoesNotExist", statusCode: 400, message: "no queue" });
        }
        return { MessageId: "m", MD5OfMessageBody: "49f68a5c8493ec2c0bf489821c21fc3b" };
      },
    });
    const client = new SQSClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
    const send = (queue: string) =>
      client.send(new SendMessageCommand({ QueueUrl: `${server.endpoint}/${queue}`, MessageBody: "hi" }));
    assert.equal((await send("q")).MessageId, "m");
    await assert.rejects(send("nope"), QueueDoesNotExist);
    assert.deepEqual(server.protocolsUsed, ["json-1.0", "json-1.0"]);
    client.destroy();
  });

  test("CloudWatch sends doubles, lists and timestamps in JSON 1.0", async () => {
    const received: object[] = [];
    await using server = await startLoopbackServer(await archivedModel("cloudwatch"), {
      PutMetricData: (input: { MetricData: object[] }) => void received.push(...input.MetricData),
      GetMetricData: () => ({ MetricDataResults: [{ Id: "m", Values: [1.5, 2], Timestamps: [at] }] }),
    });
    const client = new CloudWatchClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
    const datum = { MetricName: "x", Value: 1.25, Timestamp: at, Values: [1, 2] };
    await client.send(new PutMetricDataCommand({ Namespace: "n", MetricData: [datum] }));
    assert.deepEqual(received, [datum]);
    const query = new GetMetricDataCommand({ StartTime: at, EndTime: at, MetricDataQueries: [] });
    const { MetricDataResults } = await client.send(query);
    assert.deepEqual(MetricDataResults, [{ Id: "m", Values: [1.5, 2], Timestamps: [at] }]);
    client.destroy();
  });
});

async function* tail() {
  yield { sessionStart: { requestId: "r", sessionId: "s" } };
  await Promise.resolve();
  yield { sessionUpdate: { sessionResults: [{ message: "hi", timestamp: 5 }] } };
  throw new SessionTimeoutException({ message: "over" });
}
