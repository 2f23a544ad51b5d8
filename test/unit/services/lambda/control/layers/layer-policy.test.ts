import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const VERSION = { LayerName: "tools", VersionNumber: 1 };
const ARN = "arn:aws:lambda:us-east-1:000000000000:layer:tools:1";
const Action = "lambda:GetLayerVersion";

const STALE = refusal(
  "PreconditionFailedException",
  "The Revision Id provided does not match the latest Revision Id. " +
    "Call the GetLayerPolicy API to retrieve the latest Revision Id",
);

describe("AddLayerVersionPermission", () => {
  test("answers with the statement as AWS writes it", async () => {
    await using control = await startWithLayer();
    const everyone = await control.call("AddLayerVersionPermission", allow("all", "*"));
    assert.equal(
      everyone.Statement,
      `{"Sid":"all","Effect":"Allow","Principal":"*","Action":"lambda:GetLayerVersion","Resource":"${ARN}"}`,
    );
    const account = await control.call("AddLayerVersionPermission", allow("one", "123456789012"));
    assert.equal(
      account.Statement,
      `{"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},` +
        `"Action":"lambda:GetLayerVersion","Resource":"${ARN}"}`,
    );
    const organization = { ...allow("company", "*"), OrganizationId: "o-t194hfs8cz" };
    assert.equal(
      (await control.call("AddLayerVersionPermission", organization)).Statement,
      `{"Sid":"company","Effect":"Allow","Principal":"*","Action":"lambda:GetLayerVersion","Resource":"${ARN}",` +
        `"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-t194hfs8cz"}}}`,
    );
  });

  test("takes each statement id once", async () => {
    await using control = await startWithLayer();
    await control.call("AddLayerVersionPermission", allow("all", "*"));
    await assert.rejects(
      control.call("AddLayerVersionPermission", allow("all", "123456789012")),
      refusal(
        "ResourceConflictException",
        "The statement id (all) provided already exists. " +
          "Please provide a new statement id, or remove the existing statement.",
      ),
    );
  });

  test("compares the revision id, and gives a new one", async () => {
    await using control = await startWithLayer();
    const { RevisionId } = await control.call("AddLayerVersionPermission", allow("first", "*"));
    const second = await control.call("AddLayerVersionPermission", { ...allow("second", "*"), RevisionId });
    assert.notEqual(second.RevisionId, RevisionId);
    await assert.rejects(control.call("AddLayerVersionPermission", { ...allow("third", "*"), RevisionId }), STALE);
  });
});

describe("GetLayerVersionPolicy", () => {
  test("answers with all statements in the order in which they were added", async () => {
    await using control = await startWithLayer();
    await control.call("AddLayerVersionPermission", allow("one", "arn:aws:iam::123456789012:root"));
    const last = await control.call("AddLayerVersionPermission", allow("all", "*"));
    assert.deepEqual(await control.call("GetLayerVersionPolicy", VERSION), {
      Policy:
        `{"Version":"2012-10-17","Id":"default","Statement":[` +
        `{"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},` +
        `"Action":"lambda:GetLayerVersion","Resource":"${ARN}"},${last.Statement}]}`,
      RevisionId: last.RevisionId,
    });
  });

  test("says that there is none", async () => {
    await using control = await startWithLayer();
    await assert.rejects(
      control.call("GetLayerVersionPolicy", VERSION),
      refusal("ResourceNotFoundException", "No policy is associated with the given resource."),
    );
  });
});

describe("RemoveLayerVersionPermission", () => {
  test("removes one statement, and with the last one the policy", async () => {
    await using control = await startWithLayer();
    const first = await control.call("AddLayerVersionPermission", allow("first", "*"));
    await control.call("AddLayerVersionPermission", allow("second", "*"));
    await control.call("RemoveLayerVersionPermission", { ...VERSION, StatementId: "second" });
    const { Policy, RevisionId } = await control.call("GetLayerVersionPolicy", VERSION);
    assert.equal(Policy, `{"Version":"2012-10-17","Id":"default","Statement":[${first.Statement}]}`);
    await control.call("RemoveLayerVersionPermission", { ...VERSION, StatementId: "first", RevisionId });
    await assert.rejects(
      control.call("GetLayerVersionPolicy", VERSION),
      refusal("ResourceNotFoundException", "No policy is associated with the given resource."),
    );
  });

  test("compares the revision id", async () => {
    await using control = await startWithLayer();
    await control.call("AddLayerVersionPermission", allow("first", "*"));
    await assert.rejects(
      control.call("RemoveLayerVersionPermission", { ...VERSION, StatementId: "first", RevisionId: "outdated" }),
      STALE,
    );
  });

  test("knows no statement that was not added", async () => {
    await using control = await startWithLayer();
    await control.call("AddLayerVersionPermission", allow("first", "*"));
    await assert.rejects(
      control.call("RemoveLayerVersionPermission", { ...VERSION, StatementId: "other" }),
      refusal("ResourceNotFoundException", "Statement other is not found in resource policy."),
    );
  });
});

describe("the policy of a layer version that is not there", () => {
  test("is missed by the version's ARN", async () => {
    await using control = await startWithLayer();
    const missing = refusal("ResourceNotFoundException", `Layer version ${ARN.replace(/1$/, "2")} does not exist.`);
    const second = { ...VERSION, VersionNumber: 2 };
    await assert.rejects(control.call("AddLayerVersionPermission", { ...allow("all", "*"), ...second }), missing);
    await assert.rejects(control.call("GetLayerVersionPolicy", second), missing);
    await assert.rejects(control.call("RemoveLayerVersionPermission", { ...second, StatementId: "all" }), missing);
  });

  test("goes with it", async () => {
    await using control = await startWithLayer();
    await control.call("AddLayerVersionPermission", allow("all", "*"));
    await control.call("DeleteLayerVersion", VERSION);
    await assert.rejects(
      control.call("GetLayerVersionPolicy", VERSION),
      refusal("ResourceNotFoundException", `Layer version ${ARN} does not exist.`),
    );
  });
});

const allow = (StatementId: string, Principal: string) => ({ ...VERSION, StatementId, Action, Principal });

const startWithLayer = async (): Promise<LambdaControl> => {
  const control = await LambdaControl.start();
  const Content = { ZipFile: await zip({ "a.txt": "a" }) };
  await control.call("PublishLayerVersion", { LayerName: "tools", Content });
  return control;
};
