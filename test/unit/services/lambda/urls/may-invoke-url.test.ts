import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResourcePolicyStatement } from "../../../../../src/services/lambda/model/resource-policy.ts";
import { mayInvokeUrl } from "../../../../../src/services/lambda/urls/may-invoke-url.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:hello";

const FOR_URL = {
  Sid: "url",
  Effect: "Allow",
  Principal: "*",
  Action: "lambda:InvokeFunctionUrl",
  Resource: ARN,
  Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
};

const FOR_FUNCTION = {
  Sid: "function",
  Effect: "Allow",
  Principal: "*",
  Action: "lambda:InvokeFunction",
  Resource: ARN,
  Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
};

const ALICE = {
  principal: {
    kind: "user",
    accountId: "000000000000",
    arn: "arn:aws:iam::000000000000:user/alice",
    userId: "AIDAEXAMPLE",
  },
  accessKeyId: "AKIAEXAMPLE",
} as const;

const request = { sourceIp: "10.1.2.3", headers: { "user-agent": "agent" } };

const everybody = (...statements: readonly ResourcePolicyStatement[]): boolean =>
  mayInvokeUrl({ authType: "NONE", functionArn: ARN, statements, caller: undefined, request, nowMs: 0 });

const alice = (...statements: readonly ResourcePolicyStatement[]): boolean =>
  mayInvokeUrl({ authType: "AWS_IAM", functionArn: ARN, statements, caller: ALICE, request, nowMs: 0 });

describe("a URL without signatures", () => {
  test("is open when the policy grants both permissions to everybody", () => {
    assert.equal(everybody(FOR_URL, FOR_FUNCTION), true);
    assert.equal(everybody({ Effect: "Allow", Principal: { AWS: "*" }, Action: "lambda:*", Resource: ARN }), true);
  });

  test("is closed without either of them", () => {
    assert.equal(everybody(), false);
    assert.equal(everybody(FOR_URL), false);
    assert.equal(everybody(FOR_FUNCTION), false);
  });

  test("is closed when they are somebody's, another function's or another AuthType's", () => {
    assert.equal(everybody({ ...FOR_URL, Principal: { AWS: ALICE.principal.arn } }, FOR_FUNCTION), false);
    assert.equal(everybody({ ...FOR_URL, Resource: `${ARN}:live` }, FOR_FUNCTION), false);
    const signed = { StringEquals: { "lambda:FunctionUrlAuthType": "AWS_IAM" } };
    assert.equal(everybody({ ...FOR_URL, Condition: signed }, FOR_FUNCTION), false);
  });

  test("is closed to whom the policy forbids it", () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "lambda:InvokeFunctionUrl", Resource: ARN };
    const from = (block: string) => ({ ...deny, Condition: { IpAddress: { "aws:SourceIp": block } } });
    assert.equal(everybody(FOR_URL, FOR_FUNCTION, deny), false);
    assert.equal(everybody(FOR_URL, FOR_FUNCTION, from("10.0.0.0/8")), false);
    assert.equal(everybody(FOR_URL, FOR_FUNCTION, from("192.168.0.0/16")), true);
  });
});

describe("a URL that wants signatures", () => {
  test("is open to callers of the account", () => {
    assert.equal(alice(), true);
  });

  test("is closed to whom the policy forbids either permission", () => {
    const deny = { Effect: "Deny", Principal: { AWS: ALICE.principal.arn }, Resource: ARN };
    assert.equal(alice({ ...deny, Action: "lambda:InvokeFunctionUrl" }), false);
    assert.equal(alice({ ...deny, Action: "lambda:InvokeFunction" }), false);
    assert.equal(alice({ ...deny, Action: "lambda:UpdateFunctionCode" }), true);
    const other = { AWS: "arn:aws:iam::000000000000:user/bob" };
    assert.equal(alice({ ...deny, Action: "lambda:*", Principal: other }), true);
  });
});
