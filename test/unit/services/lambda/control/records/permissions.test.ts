import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const FunctionName = "hello";
const s3 = {
  FunctionName,
  StatementId: "s3",
  Action: "lambda:InvokeFunction",
  Principal: "s3.amazonaws.com",
} as const;

const policy = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement }, null, 2);

const startWithFunction = async () => {
  const control = await LambdaControl.start();
  await control.create(FunctionName);
  return control;
};

const startWithAlias = async () => {
  const control = await startWithFunction();
  await control.call("PublishVersion", { FunctionName });
  await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
  return control;
};

describe("AddPermission", () => {
  test("answers the statement as AWS writes it, and GetPolicy the document", async () => {
    await using control = await startWithFunction();
    const { Statement } = await control.call("AddPermission", {
      ...s3,
      SourceArn: "arn:aws:s3:::bucket",
      SourceAccount: "111122223333",
    });
    const statement =
      `{"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction",` +
      `"Resource":"${ARN}:hello","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"},` +
      `"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::bucket"}}}`;
    assert.equal(Statement, statement);
    const { Policy, RevisionId } = await control.call("GetPolicy", { FunctionName });
    assert.equal(Policy, `{"Version":"2012-10-17","Id":"default","Statement":[${statement}]}`);
    assert.match(RevisionId ?? "", /^[0-9a-f-]{36}$/);
  });

  test("takes accounts, ARNs and everyone for principals", async () => {
    await using control = await startWithFunction();
    const role = "arn:aws:iam::111122223333:role/caller";
    await control.call("AddPermission", { ...s3, StatementId: "account", Principal: "111122223333" });
    await control.call("AddPermission", { ...s3, StatementId: "role", Principal: role });
    await control.call("AddPermission", { ...s3, StatementId: "all", Principal: "*", PrincipalOrgID: "o-a1b2c3d4e5" });
    const { Policy } = await control.call("GetPolicy", { FunctionName });
    const { Statement } = JSON.parse(Policy ?? "") as { Statement: readonly { Principal: unknown }[] };
    assert.deepEqual(
      Statement.map(({ Principal }) => Principal),
      [{ AWS: "arn:aws:iam::111122223333:root" }, { AWS: role }, "*"],
    );
  });

  test("turns each restriction into its condition", async () => {
    await using control = await startWithFunction();
    const { Statement } = await control.call("AddPermission", {
      FunctionName,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      Principal: "*",
      FunctionUrlAuthType: "NONE",
      PrincipalOrgID: "o-a1b2c3d4e5",
      EventSourceToken: "token",
      InvokedViaFunctionUrl: true,
    });
    assert.deepEqual((JSON.parse(Statement ?? "") as { Condition: unknown }).Condition, {
      StringEquals: {
        "lambda:FunctionUrlAuthType": "NONE",
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        "lambda:EventSourceToken": "token",
      },
      Bool: { "lambda:InvokedViaFunctionUrl": "true" },
    });
  });

  test("keeps the policies of a function, its versions and its aliases apart", async () => {
    await using control = await startWithAlias();
    await control.call("AddPermission", s3);
    await control.call("AddPermission", { ...s3, Qualifier: "1" });
    const { Statement } = await control.call("AddPermission", { ...s3, Qualifier: "live" });
    assert.match(Statement ?? "", /"Resource":"arn:aws:lambda:us-east-1:000000000000:function:hello:live"/);
  });

  test("refuses a statement id that the policy has", async () => {
    await using control = await startWithFunction();
    await control.call("AddPermission", s3);
    await assert.rejects(
      control.call("AddPermission", s3),
      refusal(
        "ResourceConflictException",
        "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.",
      ),
    );
  });

  test("refuses $LATEST by name", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("AddPermission", { ...s3, Qualifier: "$LATEST" }),
      refusal("InvalidParameterValueException", "We currently do not support adding policies for $LATEST."),
    );
  });

  test("refuses principals that are none", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("AddPermission", { ...s3, Principal: "invalid.nonaws.com" }),
      refusal(
        "InvalidParameterValueException",
        "The provided principal was invalid. Please check the principal and try again.",
      ),
    );
  });

  test("holds to the revision that it is given", async () => {
    await using control = await startWithFunction();
    await control.call("AddPermission", s3);
    const { RevisionId } = await control.call("GetPolicy", { FunctionName });
    await control.call("AddPermission", { ...s3, StatementId: "second", RevisionId });
    await assert.rejects(
      control.call("AddPermission", { ...s3, StatementId: "third", RevisionId }),
      refusal(
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id",
      ),
    );
  });

  test("takes the function's revision for its first statement", async () => {
    await using control = await startWithFunction();
    const { RevisionId } = await control.call("GetFunctionConfiguration", { FunctionName });
    await control.call("AddPermission", { ...s3, RevisionId });
  });

  test("refuses a policy of more than 20 KB", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("AddPermission", { ...s3, SourceArn: `arn:aws:s3:::${"x".repeat(20_480)}` }),
      refusal("PolicyLengthExceededException", "The final policy size (20763) is bigger than the limit (20480)."),
    );
  });
});

describe("RemovePermission", () => {
  test("removes one statement, and the policy with the last one", async () => {
    await using control = await startWithFunction();
    await control.call("AddPermission", s3);
    await control.call("AddPermission", { ...s3, StatementId: "second" });
    await control.call("RemovePermission", { FunctionName, StatementId: "s3" });
    assert.match((await control.call("GetPolicy", { FunctionName })).Policy ?? "", /"Statement":\[\{"Sid":"second"/);
    await control.call("RemovePermission", { FunctionName, StatementId: "second" });
    await assert.rejects(
      control.call("GetPolicy", { FunctionName }),
      refusal("ResourceNotFoundException", "The resource you requested does not exist."),
    );
  });

  test("says what is missing: the policy, or the statement", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("RemovePermission", { FunctionName, StatementId: "s3" }),
      refusal("ResourceNotFoundException", "No policy is associated with the given resource."),
    );
    await control.call("AddPermission", s3);
    await assert.rejects(
      control.call("RemovePermission", { FunctionName, StatementId: "other" }),
      refusal("ResourceNotFoundException", "Statement other is not found in resource policy."),
    );
  });
});

describe("a policy", () => {
  test("goes with its alias, and does not come back with another of the name", async () => {
    await using control = await startWithAlias();
    await control.call("AddPermission", { ...s3, Qualifier: "live" });
    await control.call("DeleteAlias", { FunctionName, Name: "live" });
    await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
    await assert.rejects(control.call("GetPolicy", { FunctionName, Qualifier: "live" }), /does not exist/);
  });

  test("goes with its function", async () => {
    await using control = await startWithFunction();
    await control.call("AddPermission", s3);
    await control.call("DeleteFunction", { FunctionName });
    await control.create(FunctionName);
    await assert.rejects(control.call("GetPolicy", { FunctionName }), /does not exist/);
  });
});

describe("PutResourcePolicy", () => {
  const ResourceArn = `${ARN}:hello`;
  const statement = { Sid: "one", Effect: "Deny", Principal: "*", Action: "lambda:*", Resource: ResourceArn };

  test("replaces what AddPermission made, and is read by GetPolicy too", async () => {
    await using control = await startWithFunction();
    await control.call("AddPermission", s3);
    const put = await control.call("PutResourcePolicy", { ResourceArn, Policy: policy(statement) });
    assert.equal(put.Policy, JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
    assert.deepEqual(await control.call("GetResourcePolicy", { ResourceArn }), put);
    assert.deepEqual(await control.call("GetPolicy", { FunctionName }), put);
    await control.call("RemovePermission", { FunctionName, StatementId: "one" });
    await assert.rejects(control.call("GetResourcePolicy", { ResourceArn }), /does not exist/);
  });

  test("refuses what is no policy of this function", async () => {
    await using control = await startWithFunction();
    const put = (Policy: string) => control.call("PutResourcePolicy", { ResourceArn, Policy });
    await assert.rejects(put("{"), /The policy is not valid JSON/);
    await assert.rejects(put("[]"), /it is not a JSON object/);
    await assert.rejects(put(policy()), /it has no Statement/);
    await assert.rejects(put(policy({ ...statement, Effect: "Maybe" })), /an Effect must be Allow or Deny/);
    await assert.rejects(put(policy({ ...statement, Principal: undefined })), /each statement needs a Principal/);
    await assert.rejects(put(policy({ ...statement, Verb: "go" })), /an unknown element Verb/);
    await assert.rejects(put(policy(statement, statement)), /two statements have the same Sid/);
    await assert.rejects(put(policy({ ...statement, Resource: `${ARN}:other` })), /function:other is not/);
  });

  test("refuses an ARN of something else", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("GetResourcePolicy", { ResourceArn: "arn:aws:s3:::bucket" }),
      /failed to satisfy constraint/,
    );
  });

  test("is undone by DeleteResourcePolicy, which holds to a revision", async () => {
    await using control = await startWithFunction();
    await control.call("PutResourcePolicy", { ResourceArn, Policy: policy(statement) });
    await assert.rejects(
      control.call("DeleteResourcePolicy", { ResourceArn, RevisionId: "another" }),
      /The Revision Id provided does not match/,
    );
    await control.call("DeleteResourcePolicy", { ResourceArn });
    await assert.rejects(control.call("DeleteResourcePolicy", { ResourceArn }), /does not exist/);
  });
});
