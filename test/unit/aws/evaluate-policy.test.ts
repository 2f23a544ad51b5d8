import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evaluatePolicy } from "../../../src/aws/evaluate-policy.ts";
import type { PolicyStatement } from "../../../src/aws/policy-document.ts";

const RESOURCE = "arn:aws:lambda:us-east-1:000000000000:function:hello";
const ALLOW: PolicyStatement = { Effect: "Allow", Principal: "*", Action: "lambda:InvokeFunction", Resource: RESOURCE };
const DENY: PolicyStatement = { ...ALLOW, Effect: "Deny" };

const SESSION = {
  kind: "assumed-role",
  accountId: "000000000000",
  arn: "arn:aws:sts::000000000000:assumed-role/writer/session",
  userId: "AROAEXAMPLE:session",
} as const;

const verdict = (...statements: readonly PolicyStatement[]) =>
  evaluatePolicy(statements, {
    principal: SESSION,
    action: "lambda:InvokeFunction",
    resource: RESOURCE,
    context: new Map([["aws:sourceip", "10.0.0.1"]]),
  });

describe("the policy of a resource", () => {
  test("says nothing without a statement that applies", () => {
    assert.equal(verdict(), undefined);
    assert.equal(verdict({ ...ALLOW, Action: "lambda:GetFunction" }), undefined);
    assert.equal(verdict({ ...ALLOW, Resource: `${RESOURCE}:live` }), undefined);
  });

  test("forbids whatever else it allows", () => {
    assert.equal(verdict(ALLOW), "Allow");
    assert.equal(verdict(ALLOW, DENY), "Deny");
    assert.equal(verdict(DENY), "Deny");
  });

  test("means actions by wildcards, in any case, or by exceptions", () => {
    assert.equal(verdict({ ...ALLOW, Action: ["s3:*", "LAMBDA:invoke*"] }), "Allow");
    const { Action: _action, ...rest } = ALLOW;
    assert.equal(verdict({ ...rest, NotAction: "lambda:Get*" }), "Allow");
    assert.equal(verdict({ ...rest, NotAction: "lambda:*" }), undefined);
  });

  test("means resources by wildcards or by exceptions", () => {
    assert.equal(verdict({ ...ALLOW, Resource: "*" }), "Allow");
    const { Resource: _resource, ...rest } = ALLOW;
    assert.equal(verdict({ ...rest, NotResource: RESOURCE }), undefined);
  });

  test("means a session by its own name, its role, its account or everybody", () => {
    assert.equal(verdict({ ...ALLOW, Principal: { AWS: SESSION.arn } }), "Allow");
    assert.equal(verdict({ ...ALLOW, Principal: { AWS: ["arn:aws:iam::000000000000:role/writer"] } }), "Allow");
    assert.equal(verdict({ ...ALLOW, Principal: { AWS: "000000000000" } }), "Allow");
    assert.equal(verdict({ ...ALLOW, Principal: { AWS: "arn:aws:iam::000000000000:root" } }), "Allow");
    assert.equal(verdict({ ...ALLOW, Principal: { AWS: "arn:aws:iam::000000000000:role/reader" } }), undefined);
    assert.equal(verdict({ ...ALLOW, Principal: { Service: "s3.amazonaws.com" } }), undefined);
  });

  test("means all but some by NotPrincipal", () => {
    const { Principal: _principal, ...rest } = DENY;
    assert.equal(verdict({ ...rest, NotPrincipal: { AWS: SESSION.arn } }), undefined);
    assert.equal(verdict({ ...rest, NotPrincipal: { AWS: "arn:aws:iam::000000000000:role/reader" } }), "Deny");
  });

  test("holds under its conditions only", () => {
    assert.equal(verdict({ ...ALLOW, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }), "Allow");
    assert.equal(verdict({ ...ALLOW, Condition: { IpAddress: { "aws:SourceIp": "11.0.0.0/8" } } }), undefined);
  });

  test("never allows and always forbids by a condition that nobody knows", () => {
    const Condition = { BinaryEquals: { key: "AA==" } };
    assert.equal(verdict({ ...ALLOW, Condition }), undefined);
    assert.equal(verdict({ ...DENY, Condition }), "Deny");
  });
});
