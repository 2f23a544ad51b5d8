import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LAMBDA_TRUST, READ_BUCKETS, ROOT, startIam } from "./start-iam.ts";

const ARN = "arn:aws:iam::123456789012:policy/read";
const BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

describe("CreatePolicy", () => {
  test("answers with the policy at its first version", async () => {
    await using server = await startIam();
    const { Policy } = await server.iamAs(ROOT)("CreatePolicy", {
      PolicyName: "read",
      Path: "/team/",
      PolicyDocument: READ_BUCKETS,
    });
    assert.equal(Policy?.Arn, "arn:aws:iam::123456789012:policy/team/read");
    assert.match(Policy?.PolicyId ?? "", /^ANPA[A-Z2-7]{17}$/);
    assert.equal(Policy?.DefaultVersionId, "v1");
    assert.equal(Policy?.AttachmentCount, 0);
  });

  test("refuses a name that is taken, whatever its case and path", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await assert.rejects(call("CreatePolicy", { PolicyName: "READ", Path: "/x/", PolicyDocument: READ_BUCKETS }), {
      code: "EntityAlreadyExists",
      message: "A policy called READ already exists. Duplicate names are not allowed.",
    });
  });

  test("refuses a document over 6,144 characters", async () => {
    await using server = await startIam();
    const PolicyDocument = READ_BUCKETS.replace("photos", "p".repeat(6_144));
    await assert.rejects(server.iamAs(ROOT)("CreatePolicy", { PolicyName: "read", PolicyDocument }), {
      code: "LimitExceeded",
      message: "Cannot exceed quota for PolicySize: 6144",
    });
  });
});

describe("GetPolicy", () => {
  test("counts the roles it is attached to", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS, Description: "reads" });
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: ARN });
    const { Policy } = await call("GetPolicy", { PolicyArn: ARN });
    assert.equal(Policy?.AttachmentCount, 1);
    assert.equal(Policy?.Description, "reads");
  });

  test("knows AWS's own policies with their text", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { Policy } = await call("GetPolicy", { PolicyArn: BASIC_EXECUTION });
    assert.equal(Policy?.Path, "/service-role/");
    const { PolicyVersion } = await call("GetPolicyVersion", { PolicyArn: BASIC_EXECUTION, VersionId: "v1" });
    assert.deepEqual(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "*",
        },
      ],
    });
  });

  test("refuses a policy that does not exist", async () => {
    await using server = await startIam();
    await assert.rejects(server.iamAs(ROOT)("GetPolicy", { PolicyArn: ARN }), {
      code: "NoSuchEntity",
      message: `Policy ${ARN} was not found.`,
    });
  });
});

describe("versions of policies", () => {
  test("are numbered on, and numbers are not used again", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument: READ_BUCKETS });
    await call("DeletePolicyVersion", { PolicyArn: ARN, VersionId: "v2" });
    const { PolicyVersion } = await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument: READ_BUCKETS });
    assert.equal(PolicyVersion?.VersionId, "v3");
    assert.equal(PolicyVersion?.IsDefaultVersion, false);
  });

  test("are listed newest first, the default marked", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument: READ_BUCKETS, SetAsDefault: true });
    const { Versions } = await call("ListPolicyVersions", { PolicyArn: ARN });
    assert.deepEqual(
      Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ["v2", true],
        ["v1", false],
      ],
    );
  });

  test("are at most five", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const PolicyDocument = READ_BUCKETS;
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument });
    await assert.rejects(call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument }), {
      code: "LimitExceeded",
      message:
        "A managed policy can have up to 5 versions. " +
        "Before you create a new version, you must delete an existing version.",
    });
  });

  test("cannot be deleted while they are the default", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await assert.rejects(call("DeletePolicyVersion", { PolicyArn: ARN, VersionId: "v1" }), {
      code: "DeleteConflict",
      message: "Cannot delete the default version of a policy.",
    });
  });

  test("become the default when told so", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument: READ_BUCKETS });
    await call("SetDefaultPolicyVersion", { PolicyArn: ARN, VersionId: "v2" });
    assert.equal((await call("GetPolicy", { PolicyArn: ARN })).Policy?.DefaultVersionId, "v2");
    await assert.rejects(call("SetDefaultPolicyVersion", { PolicyArn: ARN, VersionId: "v9" }), {
      code: "NoSuchEntity",
      message: `Policy ${ARN} version v9 does not exist or is not attachable.`,
    });
  });
});

describe("DeletePolicy", () => {
  test("refuses while it is attached", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: ARN });
    await assert.rejects(call("DeletePolicy", { PolicyArn: ARN }), {
      code: "DeleteConflict",
      message: "Cannot delete a policy attached to entities.",
    });
  });

  test("refuses while it has other versions", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreatePolicyVersion", { PolicyArn: ARN, PolicyDocument: READ_BUCKETS });
    await assert.rejects(call("DeletePolicy", { PolicyArn: ARN }), {
      code: "DeleteConflict",
      message: /^This policy has more than one version\./,
    });
  });

  test("removes the policy", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("DeletePolicy", { PolicyArn: ARN });
    await assert.rejects(call("GetPolicy", { PolicyArn: ARN }), { code: "NoSuchEntity" });
  });

  test("leaves AWS's own policies alone", async () => {
    await using server = await startIam();
    await assert.rejects(server.iamAs(ROOT)("DeletePolicy", { PolicyArn: BASIC_EXECUTION }), { code: "AccessDenied" });
  });
});

describe("ListPolicies", () => {
  test("gives the customer's policies, AWS's, or both", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    const local = await call("ListPolicies", { Scope: "Local" });
    assert.deepEqual(
      local.Policies?.map(({ Arn }) => Arn),
      [ARN],
    );
    const aws = await call("ListPolicies", { Scope: "AWS", PathPrefix: "/service-role/", MaxItems: 1 });
    assert.equal(aws.Policies?.[0]?.Path, "/service-role/");
    assert.equal(aws.IsTruncated, true);
  });

  test("gives attached policies only when asked so", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    const { Policies } = await call("ListPolicies", { OnlyAttached: true });
    assert.deepEqual(
      Policies?.map(({ Arn, AttachmentCount }) => [Arn, AttachmentCount]),
      [[BASIC_EXECUTION, 1]],
    );
  });
});

describe("ListEntitiesForPolicy", () => {
  test("names the roles a policy is attached to", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { Role } = await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    const { PolicyRoles } = await call("ListEntitiesForPolicy", { PolicyArn: BASIC_EXECUTION });
    assert.deepEqual(PolicyRoles, [{ RoleName: "Worker", RoleId: Role.RoleId }]);
    const users = await call("ListEntitiesForPolicy", { PolicyArn: BASIC_EXECUTION, EntityFilter: "User" });
    assert.deepEqual(users.PolicyRoles, []);
  });
});

describe("tags of policies", () => {
  test("are added, listed and removed", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreatePolicy", { PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("TagPolicy", { PolicyArn: ARN, Tags: [{ Key: "team", Value: "one" }] });
    assert.deepEqual((await call("ListPolicyTags", { PolicyArn: ARN })).Tags, [{ Key: "team", Value: "one" }]);
    await call("UntagPolicy", { PolicyArn: ARN, TagKeys: ["team"] });
    assert.deepEqual((await call("ListPolicyTags", { PolicyArn: ARN })).Tags, []);
  });
});
