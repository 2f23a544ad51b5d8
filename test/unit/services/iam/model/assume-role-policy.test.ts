import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkAssumeRolePolicy } from "../../../../../src/services/iam/model/assume-role-policy.ts";

const STATEMENT = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

/** Checks a policy of one statement: the usual one with these changes. */
const check = (changes: object): void =>
  checkAssumeRolePolicy(JSON.stringify({ Version: "2012-10-17", Statement: { ...STATEMENT, ...changes } }));

const malformed = (message: string) => ({ code: "MalformedPolicyDocument", message });

describe("checkAssumeRolePolicy", () => {
  test("takes services, accounts, ARNs, identity providers and everyone", () => {
    check({});
    check({ Principal: "*" });
    check({ Principal: { AWS: ["123456789012", "arn:aws:iam::123456789012:user/path/bob"] } });
    check({ Principal: { Federated: "cognito-identity.amazonaws.com" }, Action: "sts:AssumeRoleWithWebIdentity" });
    check({ Action: ["sts:AssumeRole", "sts:TagSession"], Condition: { StringEquals: { "sts:ExternalId": "x" } } });
  });

  test("takes the version of 2008, and none", () => {
    checkAssumeRolePolicy(JSON.stringify({ Version: "2008-10-17", Statement: [STATEMENT] }));
    checkAssumeRolePolicy(JSON.stringify({ Statement: [STATEMENT] }));
  });

  test("refuses what is no JSON", () => {
    assert.throws(() => checkAssumeRolePolicy("malformed"), malformed("This policy contains invalid Json"));
  });

  test("names the field that is missing", () => {
    assert.throws(() => checkAssumeRolePolicy("{}"), malformed("Missing required field Statement"));
    assert.throws(() => check({ Effect: undefined }), malformed("Missing required field Effect"));
    assert.throws(() => check({ Principal: undefined }), malformed("Missing required field Principal"));
    assert.throws(() => check({ Action: undefined }), malformed("Missing required field Action"));
  });

  test("refuses a resource: the role itself is meant", () => {
    assert.throws(() => check({ Resource: "*" }), malformed("Has prohibited field Resource"));
  });

  test("refuses actions of other services", () => {
    assert.throws(
      () => check({ Action: "lambda:InvokeFunction" }),
      malformed("AssumeRole policy may only specify STS AssumeRole actions."),
    );
  });

  test("refuses principals that cannot be", () => {
    assert.throws(
      () => check({ Principal: { Service: "lambda" } }),
      malformed('Invalid principal in policy: "SERVICE":"lambda"'),
    );
    assert.throws(() => check({ Principal: { AWS: "bob" } }), malformed('Invalid principal in policy: "AWS":"bob"'));
  });
});
