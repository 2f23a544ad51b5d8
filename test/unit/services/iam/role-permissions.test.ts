import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LAMBDA_TRUST, ROOT, startIam } from "./start-iam.ts";

const WORKER = "arn:aws:iam::123456789012:role/Worker";
const SEND = { action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:123456789012:records" };

const policy = (Effect: "Allow" | "Deny", Action: string, Resource = "*", Condition?: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource, Condition }] });

/** IAM with one role called `Worker`, whose policies say nothing. */
const start = async (PermissionsBoundary?: string) => {
  const server = await startIam();
  const call = server.iamAs(ROOT);
  await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST, PermissionsBoundary });
  return {
    call,
    judge: (roleArn = WORKER) => server.iam.rolePermissions.judge(roleArn, SEND),
    write: (PolicyName: string, PolicyDocument: string) =>
      call("PutRolePolicy", { RoleName: "Worker", PolicyName, PolicyDocument }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

/** Whether Lambda may be a role with this trust policy. */
const trusts = async (policyDocument: string): Promise<boolean | undefined> => {
  await using server = await startIam();
  const call = server.iamAs(ROOT);
  await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: policyDocument });
  return server.iam.rolePermissions.trustsService(WORKER, "lambda.amazonaws.com");
};

const trust = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("who may be a role", () => {
  const allow = { Effect: "Allow", Action: "sts:AssumeRole" };

  test("is the service that it trusts", async () => {
    assert.equal(await trusts(LAMBDA_TRUST), true);
    const Service = ["edgelambda.amazonaws.com", "lambda.amazonaws.com"];
    assert.equal(await trusts(trust({ ...allow, Principal: { Service } })), true);
    assert.equal(await trusts(trust({ ...allow, Principal: "*" })), true);
  });

  test("is nobody else", async () => {
    assert.equal(await trusts(trust({ ...allow, Principal: { Service: "ec2.amazonaws.com" } })), false);
    assert.equal(await trusts(trust({ ...allow, Principal: { AWS: "123456789012" } })), false);
    const Principal = { Service: "lambda.amazonaws.com" };
    assert.equal(await trusts(trust({ ...allow, Action: "sts:TagSession", Principal })), false);
    assert.equal(await trusts(trust({ ...allow, Principal }, { ...allow, Effect: "Deny", Principal: "*" })), false);
  });

  test("is unknown of a role that is not there", async () => {
    await using server = await startIam();
    assert.equal(server.iam.rolePermissions.trustsService(WORKER, "lambda.amazonaws.com"), undefined);
  });
});

describe("what a role may do", () => {
  test("is unknown of a role that is not there", async () => {
    await using iam = await start();
    assert.equal(await iam.judge("arn:aws:iam::123456789012:role/Nobody"), "unknown-role");
  });

  test("is nothing without a policy that allows it", async () => {
    await using iam = await start();
    await iam.write("other", policy("Allow", "sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:other"));
    assert.equal(await iam.judge(), "unmentioned");
  });

  test("is what a policy on it allows", async () => {
    await using iam = await start();
    await iam.write("send", policy("Allow", "sqs:Send*", "arn:aws:sqs:*:123456789012:rec*"));
    assert.equal(await iam.judge(), "allowed");
  });

  test("is what an attached policy allows, AWS's own or the customer's in its default version", async () => {
    await using iam = await start();
    await iam.call("AttachRolePolicy", {
      RoleName: "Worker",
      PolicyArn: "arn:aws:iam::aws:policy/AmazonSQSFullAccess",
    });
    assert.equal(await iam.judge(), "allowed");
    const { Policy } = await iam.call("CreatePolicy", {
      PolicyName: "Stop",
      PolicyDocument: policy("Allow", "sqs:SendMessage"),
    });
    const PolicyArn = Policy?.Arn ?? "";
    await iam.call("AttachRolePolicy", { RoleName: "Worker", PolicyArn });
    await iam.call("CreatePolicyVersion", {
      PolicyArn,
      PolicyDocument: policy("Deny", "sqs:SendMessage"),
      SetAsDefault: true,
    });
    assert.equal(await iam.judge(), "forbidden");
  });

  test("is not what another policy denies", async () => {
    await using iam = await start();
    await iam.write("all", policy("Allow", "*"));
    await iam.write("not", policy("Deny", "sqs:*"));
    assert.equal(await iam.judge(), "forbidden");
  });

  test("ends at its permissions boundary", async () => {
    await using iam = await start("arn:aws:iam::aws:policy/AmazonSNSFullAccess");
    await iam.write("all", policy("Allow", "*"));
    assert.equal(await iam.judge(), "forbidden");
  });

  test("may depend on conditions", async () => {
    await using iam = await start();
    await iam.write("others", policy("Allow", "*", "*", { ArnNotEquals: { "aws:PrincipalArn": WORKER } }));
    assert.equal(await iam.judge(), "unmentioned");
    await iam.write("me", policy("Allow", "*", "*", { ArnEquals: { "aws:PrincipalArn": WORKER } }));
    assert.equal(await iam.judge(), "allowed");
  });
});
