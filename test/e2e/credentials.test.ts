import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const WHO_AM_I = `const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
exports.handler = async () => {
  const { Account, Arn } = await new STSClient().send(new GetCallerIdentityCommand());
  return { Account, Arn, endpoint: process.env.AWS_ENDPOINT_URL };
};`;

const TRUST_LAMBDA = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("credentials of an execution environment", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  serveTests((started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
  });

  test("an SDK inside a function calls back as the function's role", async () => {
    const iam = new IAMClient(server.clientOptions);
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: "reader", Path: "/teams/", AssumeRolePolicyDocument: TRUST_LAMBDA }),
    );
    iam.destroy();
    assert.ok(Role?.Arn);
    await createNodeFunction(lambda, "who-am-i", WHO_AM_I, { Role: Role.Arn, Timeout: 30, MemorySize: 512 });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "who-am-i" }));
    assert.equal(answer.FunctionError, undefined, textOf(answer.Payload));
    assert.deepEqual(JSON.parse(textOf(answer.Payload)), {
      Account: "000000000000",
      Arn: "arn:aws:sts::000000000000:assumed-role/reader/who-am-i",
      endpoint: server.endpoint,
    });
  });
});
