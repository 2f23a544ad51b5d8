import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conditionsHold } from "../../../src/aws/policy-conditions.ts";

const CONTEXT = new Map([
  ["aws:username", "Alice"],
  ["aws:sourceip", "203.0.113.7"],
  ["aws:currenttime", "2026-01-01T00:00:00.000Z"],
  ["aws:securetransport", "false"],
  ["aws:multifactorauthage", "300"],
  ["aws:principalarn", "arn:aws:iam::000000000000:role/writer"],
]);

const holds = (operator: string, key: string, value: unknown) =>
  conditionsHold({ [operator]: { [key]: value } }, CONTEXT);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html, 2026. */
describe("conditions of a policy", () => {
  test("compare text, by wildcards where the operator says so", () => {
    assert.equal(holds("StringEquals", "aws:username", "Alice"), true);
    assert.equal(holds("StringEquals", "AWS:UserName", ["Bob", "Alice"]), true);
    assert.equal(holds("StringEquals", "aws:username", "alice"), false);
    assert.equal(holds("StringEqualsIgnoreCase", "aws:username", "alice"), true);
    assert.equal(holds("StringLike", "aws:username", "A*"), true);
    assert.equal(holds("StringNotEquals", "aws:username", "Bob"), true);
    assert.equal(holds("StringNotEquals", "aws:username", ["Bob", "Alice"]), false);
    assert.equal(holds("StringNotLike", "aws:username", "A*"), false);
    assert.equal(holds("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"), true);
  });

  test("compare addresses, times, numbers and truths", () => {
    assert.equal(holds("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.0/24"]), true);
    assert.equal(holds("IpAddress", "aws:SourceIp", "203.0.113.8"), false);
    assert.equal(holds("IpAddress", "aws:SourceIp", "2001:db8::/32"), false);
    assert.equal(holds("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"), false);
    assert.equal(holds("DateGreaterThan", "aws:CurrentTime", "2025-12-31T23:59:59Z"), true);
    assert.equal(holds("DateLessThan", "aws:CurrentTime", "1735689600"), false);
    assert.equal(holds("NumericLessThanEquals", "aws:MultiFactorAuthAge", "300"), true);
    assert.equal(holds("NumericLessThan", "aws:MultiFactorAuthAge", 300), false);
    assert.equal(holds("Bool", "aws:SecureTransport", false), true);
    assert.equal(holds("Bool", "aws:SecureTransport", "true"), false);
  });

  test("do not hold for what the request does not say, unless they deny it or say IfExists", () => {
    assert.equal(holds("StringEquals", "aws:referer", "x"), false);
    assert.equal(holds("StringEqualsIfExists", "aws:referer", "x"), true);
    assert.equal(holds("StringNotEquals", "aws:referer", "x"), true);
    assert.equal(holds("Null", "aws:referer", "true"), true);
    assert.equal(holds("Null", "aws:username", "true"), false);
    assert.equal(holds("Null", "aws:username", "false"), true);
  });

  test("hold only all together", () => {
    const StringEquals = { "aws:username": "Alice" };
    assert.equal(conditionsHold({ StringEquals, Bool: { "aws:SecureTransport": "false" } }, CONTEXT), true);
    assert.equal(conditionsHold({ StringEquals, Bool: { "aws:SecureTransport": "true" } }, CONTEXT), false);
    assert.equal(conditionsHold(undefined, CONTEXT), true);
  });

  test("are unknown by an operator that is", () => {
    assert.equal(holds("BinaryEquals", "aws:username", "QWxpY2U="), undefined);
    assert.equal(conditionsHold({ BinaryEquals: { a: "" }, Bool: { "aws:SecureTransport": "true" } }, CONTEXT), false);
  });

  test("over sets of values mean the one value that there is", () => {
    assert.equal(holds("ForAnyValue:StringEquals", "aws:username", ["Alice", "Bob"]), true);
    assert.equal(holds("ForAllValues:StringLike", "aws:username", ["B*"]), false);
  });
});
