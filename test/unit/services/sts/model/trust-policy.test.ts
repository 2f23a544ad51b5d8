import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Principal } from "../../../../../src/aws/principal.ts";
import { trusts } from "../../../../../src/services/sts/model/trust-policy.ts";

const BOB: Principal = {
  kind: "user",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:user/bob",
  userId: "AIDAQF4X2NBZK7T3LMH5D",
};

/** A trust policy of these statements, each the usual one with changes. */
const policy = (...changes: readonly object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: changes.map((change) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...change })),
  });

describe("trusts", () => {
  test("whom the policy names: everyone, the account, its root, the caller", () => {
    assert.equal(trusts(policy({ Principal: "*" }), BOB), true);
    assert.equal(trusts(policy({ Principal: { AWS: "*" } }), BOB), true);
    assert.equal(trusts(policy({ Principal: { AWS: "123456789012" } }), BOB), true);
    assert.equal(trusts(policy({ Principal: { AWS: ["arn:aws:iam::123456789012:root"] } }), BOB), true);
    assert.equal(trusts(policy({ Principal: { AWS: BOB.arn } }), BOB), true);
  });

  test("not whom it does not name", () => {
    assert.equal(trusts(policy({ Principal: { AWS: "210987654321" } }), BOB), false);
    assert.equal(trusts(policy({ Principal: { AWS: "arn:aws:iam::123456789012:user/eve" } }), BOB), false);
    assert.equal(trusts(policy({ Principal: { Service: "lambda.amazonaws.com" } }), BOB), false);
  });

  test("a session by the role behind it", () => {
    const session: Principal = { ...BOB, kind: "assumed-role", arn: "arn:aws:sts::123456789012:assumed-role/R/s" };
    const roleArn = "arn:aws:iam::123456789012:role/path/R";
    assert.equal(trusts(policy({ Principal: { AWS: roleArn } }), session, roleArn), true);
    assert.equal(trusts(policy({ Principal: { AWS: session.arn } }), session, roleArn), true);
  });

  test("only for the action that is asked for", () => {
    assert.equal(trusts(policy({ Principal: "*", Action: "sts:TagSession" }), BOB), false);
    assert.equal(trusts(policy({ Principal: "*", Action: ["sts:TagSession", "STS:Assume*"] }), BOB), true);
  });

  test("not against a statement that denies", () => {
    assert.equal(trusts(policy({ Principal: "*" }, { Effect: "Deny", Principal: { AWS: BOB.arn } }), BOB), false);
    assert.equal(trusts(policy({ Principal: "*" }, { Effect: "Deny", NotPrincipal: { AWS: BOB.arn } }), BOB), true);
  });
});
