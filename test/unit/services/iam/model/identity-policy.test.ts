import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkIdentityPolicy } from "../../../../../src/services/iam/model/identity-policy.ts";

const STATEMENT = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::bucket" };

/** Checks a policy of one statement: the usual one with these changes. */
const check = (changes: object): void =>
  checkIdentityPolicy(JSON.stringify({ Version: "2012-10-17", Statement: { ...STATEMENT, ...changes } }));

const malformed = (message: string) => ({ code: "MalformedPolicyDocument", statusCode: 400, message });

// Expected sentences: what IAM answered to PutUserPolicy and CreatePolicy, as recorded in public test suites.
describe("checkIdentityPolicy", () => {
  test("takes what the grammar allows", () => {
    check({});
    check({ Sid: "One", Action: ["s3:*", "*"], Resource: "*" });
    check({ Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a", "b"] }, Bool: { "aws:x": true } } });
    checkIdentityPolicy(JSON.stringify({ Version: "2012-10-17", Id: "one", Statement: [STATEMENT, STATEMENT] }));
  });

  test("refuses what is no JSON object", () => {
    assert.throws(() => checkIdentityPolicy("This is not a json document"), malformed("Syntax errors in policy."));
    assert.throws(() => checkIdentityPolicy("[]"), malformed("Syntax errors in policy."));
  });

  test("refuses other versions", () => {
    const message = "Policy document must be version 2012-10-17 or greater.";
    assert.throws(() => checkIdentityPolicy(JSON.stringify({ Statement: STATEMENT })), malformed(message));
    const old = JSON.stringify({ Version: "2008-10-17", Statement: STATEMENT });
    assert.throws(() => checkIdentityPolicy(old), malformed(message));
    const unknown = JSON.stringify({ Version: "2013-10-17", Statement: STATEMENT });
    assert.throws(() => checkIdentityPolicy(unknown), malformed("Syntax errors in policy."));
  });

  test("refuses a document without a statement", () => {
    assert.throws(() => checkIdentityPolicy('{"Version":"2012-10-17"}'), malformed("Syntax errors in policy."));
    assert.throws(
      () => checkIdentityPolicy('{"Version":"2012-10-17","Statement":[]}'),
      malformed("Syntax errors in policy."),
    );
  });

  test("refuses elements it does not know", () => {
    assert.throws(() => check({ Extra: "value" }), malformed("Syntax errors in policy."));
    assert.throws(
      () => checkIdentityPolicy(JSON.stringify({ Version: "2012-10-17", Statement: STATEMENT, Extra: 1 })),
      malformed("Syntax errors in policy."),
    );
  });

  test("refuses values of the wrong kind", () => {
    assert.throws(() => check({ Effect: "allow" }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ Effect: undefined }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ Action: {} }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ Resource: ["*", {}] }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ Condition: { StringEquals: "a" } }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ Condition: { Sounds: { a: "b" } } }), malformed("Syntax errors in policy."));
  });

  test("refuses an element together with its opposite", () => {
    assert.throws(() => check({ NotAction: "s3:*" }), malformed("Syntax errors in policy."));
    assert.throws(() => check({ NotResource: "*" }), malformed("Syntax errors in policy."));
  });

  test("wants actions and resources", () => {
    assert.throws(() => check({ Action: undefined }), malformed("Policy statement must contain actions."));
    assert.throws(() => check({ Action: [] }), malformed("Policy statement must contain actions."));
    assert.throws(() => check({ Resource: undefined }), malformed("Policy statement must contain resources."));
    assert.throws(() => check({ Resource: [] }), malformed("Policy statement must contain resources."));
  });

  test("wants actions to name a vendor", () => {
    const message = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    assert.throws(() => check({ Action: "invalid" }), malformed(message));
    assert.throws(() => check({ Action: "invalid", Resource: undefined }), malformed(message));
    assert.throws(() => check({ Action: "a a:ListBucket" }), malformed("Vendor a a is not valid"));
    assert.throws(
      () => check({ Action: "s3:List:Bucket" }),
      malformed("Actions/Condition can contain only one colon."),
    );
  });

  test("wants resources to be ARNs", () => {
    assert.throws(
      () => check({ Resource: "invalid resource" }),
      malformed('Resource invalid resource must be in ARN format or "*".'),
    );
    assert.throws(() => check({ Resource: "" }), malformed('Resource  must be in ARN format or "*".'));
    assert.throws(
      () => check({ Resource: "arn:error:s3:::bucket" }),
      malformed('Partition "error" is not valid for resource "arn:error:s3:::bucket".'),
    );
    assert.throws(
      () => check({ Resource: "a:b:cadfsdf" }),
      malformed('Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".'),
    );
    assert.throws(
      () => check({ Resource: "arn:aws" }),
      malformed("Resource vendor must be fully qualified and cannot contain regexes."),
    );
    assert.throws(() => check({ Resource: "arn:aws:s3::bucket" }), malformed("The policy failed legacy parsing"));
  });

  test("refuses a principal", () => {
    assert.throws(() => check({ Principal: "*" }), malformed("Policy document should not specify a principal."));
  });

  test("refuses a statement id that comes twice", () => {
    const Statement = [
      { ...STATEMENT, Sid: "One" },
      { ...STATEMENT, Sid: "One" },
    ];
    assert.throws(
      () => checkIdentityPolicy(JSON.stringify({ Version: "2012-10-17", Statement })),
      malformed("Statement IDs (SID) in a single policy must be unique."),
    );
  });
});
