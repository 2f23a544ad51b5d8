import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  PutRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DeleteLogGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { awsCliVersion2 } from "../support/aws-cli.ts";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const TALKER = `exports.handler = async (event) => { console.log("said: " + event.text); };`;

describe("CloudWatch Logs of functions", () => {
  const cli = awsCliVersion2();
  let server: TestServer;
  let lambda: LambdaClient;
  let logs: CloudWatchLogsClient;

  // Debian's version 2 is older than the AWS_ENDPOINT_URL variable.
  const tail = (...flags: readonly string[]) =>
    ["logs", "tail", "/aws/lambda/talker", "--endpoint-url", server.endpoint].concat(flags);

  /** The log tail comes when all is in the log. */
  const say = (FunctionName: string, text: string) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ text }), LogType: "Tail" }));

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    logs = open(new CloudWatchLogsClient(server.clientOptions));
    await createNodeFunction(lambda, "talker", TALKER);
  });

  test("`aws logs tail` shows what a function said", async () => {
    await say("talker", "one");
    const { stdout, stderr, exitCode } = await cli.run(tail(), server.environment);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /said: one/);
    assert.match(stdout, /REPORT RequestId/);
  });

  test("`aws logs tail --follow` shows what a function says next", async () => {
    await using following = cli.follow(tail("--follow"), server.environment);
    await following.until(/said: one/);
    await say("talker", "two");
    await following.until(/said: two/);
  });

  test("filters events", async () => {
    await say("talker", "needle");
    const found = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/talker", filterPattern: '"said: needle"' }),
    );
    assert.equal(found.events?.length, 1);
  });

  test("keeps the retention and deletes the group", async () => {
    await createNodeFunction(lambda, "brief", TALKER);
    await say("brief", "x");
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: "/aws/lambda/brief", retentionInDays: 7 }));
    const described = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/brief" }));
    assert.equal(described.logGroups?.[0]?.retentionInDays, 7);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/brief" }));
    const gone = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/brief" }));
    assert.deepEqual(gone.logGroups, []);
  });
});
