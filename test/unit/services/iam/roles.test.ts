import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LAMBDA_TRUST, READ_BUCKETS, ROOT, startIam } from "./start-iam.ts";

const BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

describe("CreateRole", () => {
  test("answers with the role, its trust policy percent-encoded", async () => {
    await using server = await startIam();
    const { Role } = await server.iamAs(ROOT)("CreateRole", {
      RoleName: "Worker",
      Path: "/teams/one/",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
      Description: "works",
      Tags: [{ Key: "team", Value: "one" }],
    });
    assert.equal(Role.Arn, "arn:aws:iam::123456789012:role/teams/one/Worker");
    assert.match(Role.RoleId, /^AROA[A-Z2-7]{17}$/);
    assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""), LAMBDA_TRUST);
    assert.match(Role.AssumeRolePolicyDocument ?? "", /^%7B%22Version%22%3A/);
    assert.deepEqual(Role.CreateDate, new Date(server.clock.nowMs()));
    assert.equal(Role.Description, "works");
    assert.deepEqual(Role.Tags, [{ Key: "team", Value: "one" }]);
  });

  test("refuses a name that is taken, whatever its case", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await assert.rejects(call("CreateRole", { RoleName: "WORKER", AssumeRolePolicyDocument: LAMBDA_TRUST }), {
      code: "EntityAlreadyExists",
      statusCode: 409,
      message: "Role with name WORKER already exists.",
    });
  });

  test("refuses a trust policy that is no JSON", async () => {
    await using server = await startIam();
    await assert.rejects(server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: "{" }), {
      code: "MalformedPolicyDocument",
      message: "This policy contains invalid Json",
    });
  });

  test("refuses a trust policy over 2,048 characters, not counting white space", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const spaced = LAMBDA_TRUST + " ".repeat(3_000);
    await call("CreateRole", { RoleName: "Spaced", AssumeRolePolicyDocument: spaced });
    const long = LAMBDA_TRUST.replace("lambda.", `${"l".repeat(2_048)}.`);
    await assert.rejects(call("CreateRole", { RoleName: "Long", AssumeRolePolicyDocument: long }), {
      code: "LimitExceeded",
      message: "Cannot exceed quota for ACLSizePerRole: 2048",
    });
  });

  test("refuses tag keys that differ in case only", async () => {
    await using server = await startIam();
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "A", Value: "2" },
    ];
    await assert.rejects(
      server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST, Tags }),
      { code: "InvalidInput", message: "Duplicate tag keys found. Please note that Tag keys are case insensitive." },
    );
  });

  test("refuses a permissions boundary that does not exist", async () => {
    await using server = await startIam();
    const PermissionsBoundary = "arn:aws:iam::123456789012:policy/none";
    await assert.rejects(
      server.iamAs(ROOT)("CreateRole", {
        RoleName: "Worker",
        AssumeRolePolicyDocument: LAMBDA_TRUST,
        PermissionsBoundary,
      }),
      { code: "NoSuchEntity", message: `Policy ${PermissionsBoundary} does not exist or is not attachable.` },
    );
  });
});

describe("GetRole", () => {
  test("finds a role whatever the case of the name", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const { Role } = await call("GetRole", { RoleName: "wORKER" });
    assert.equal(Role.RoleName, "Worker");
    assert.equal(Role.MaxSessionDuration, 3_600);
    assert.deepEqual(Role.RoleLastUsed, {});
  });

  test("refuses a role that does not exist", async () => {
    await using server = await startIam();
    await assert.rejects(server.iamAs(ROOT)("GetRole", { RoleName: "Nobody" }), {
      code: "NoSuchEntity",
      statusCode: 404,
      message: "The role with name Nobody cannot be found.",
    });
  });
});

describe("UpdateRole", () => {
  test("changes what is given and leaves the rest", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST, Description: "works" });
    await call("UpdateRole", { RoleName: "Worker", MaxSessionDuration: 7_200 });
    const { Role } = await call("GetRole", { RoleName: "Worker" });
    assert.equal(Role.MaxSessionDuration, 7_200);
    assert.equal(Role.Description, "works");
    assert.equal(server.iam.roles.findRole(Role.Arn)?.maxSessionDurationSeconds, 7_200);
  });
});

describe("UpdateAssumeRolePolicy", () => {
  test("replaces the trust policy, for whoever asks for the role next", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { Role } = await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const PolicyDocument = LAMBDA_TRUST.replace("lambda", "events");
    await call("UpdateAssumeRolePolicy", { RoleName: "Worker", PolicyDocument });
    assert.equal(server.iam.roles.findRole(Role.Arn)?.assumeRolePolicyDocument, PolicyDocument);
  });
});

describe("DeleteRole", () => {
  test("refuses while a policy is attached", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    await assert.rejects(call("DeleteRole", { RoleName: "Worker" }), {
      code: "DeleteConflict",
      statusCode: 409,
      message: "Cannot delete entity, must detach all policies first.",
    });
  });

  test("refuses while it has an inline policy", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("PutRolePolicy", { RoleName: "Worker", PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await assert.rejects(call("DeleteRole", { RoleName: "Worker" }), {
      code: "DeleteConflict",
      message: "Cannot delete entity, must delete policies first.",
    });
  });

  test("removes the role everywhere", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { Role } = await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("DeleteRole", { RoleName: "Worker" });
    await assert.rejects(call("GetRole", { RoleName: "Worker" }), { code: "NoSuchEntity" });
    assert.equal(server.iam.roles.findRole(Role.Arn), undefined);
    assert.equal(server.iam.roles.findRoleById(Role.RoleId), undefined);
  });

  test("leaves nothing for a namesake to inherit", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const first = await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("DeleteRole", { RoleName: "Worker" });
    const second = await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    assert.notEqual(first.Role.RoleId, second.Role.RoleId);
  });
});

describe("ListRoles", () => {
  test("gives roles by name, page by page", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "b", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("CreateRole", { RoleName: "C", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("CreateRole", { RoleName: "A", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const first = await call("ListRoles", { MaxItems: 2 });
    assert.deepEqual(
      first.Roles.map(({ RoleName }) => RoleName),
      ["A", "b"],
    );
    assert.equal(first.IsTruncated, true);
    const second = await call("ListRoles", { MaxItems: 2, Marker: first.Marker });
    assert.deepEqual(
      second.Roles.map(({ RoleName }) => RoleName),
      ["C"],
    );
    assert.equal(second.IsTruncated, false);
    assert.equal(second.Marker, undefined);
  });

  test("does not speak of a next page when the page holds the last role", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "A", AssumeRolePolicyDocument: LAMBDA_TRUST });
    assert.equal((await call("ListRoles", { MaxItems: 1 })).IsTruncated, false);
  });

  test("gives the roles under a path only", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "in", Path: "/team/", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("CreateRole", { RoleName: "out", Path: "/Team/", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const { Roles } = await call("ListRoles", { PathPrefix: "/team/" });
    assert.deepEqual(
      Roles.map(({ RoleName }) => RoleName),
      ["in"],
    );
  });

  test("refuses a marker of its own making", async () => {
    await using server = await startIam();
    await assert.rejects(server.iamAs(ROOT)("ListRoles", { Marker: "nonsense" }), { code: "ValidationError" });
  });
});

describe("inline policies of roles", () => {
  test("are put, read percent-encoded, listed and deleted", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("PutRolePolicy", { RoleName: "Worker", PolicyName: "read", PolicyDocument: READ_BUCKETS });
    const policy = await call("GetRolePolicy", { RoleName: "worker", PolicyName: "read" });
    assert.equal(policy.RoleName, "Worker");
    assert.equal(policy.PolicyDocument.includes("*"), false);
    assert.equal(decodeURIComponent(policy.PolicyDocument), READ_BUCKETS);
    assert.deepEqual((await call("ListRolePolicies", { RoleName: "Worker" })).PolicyNames, ["read"]);
    await call("DeleteRolePolicy", { RoleName: "Worker", PolicyName: "read" });
    await assert.rejects(call("GetRolePolicy", { RoleName: "Worker", PolicyName: "read" }), {
      code: "NoSuchEntity",
      message: "The role policy with name read cannot be found.",
    });
  });

  test("are replaced when put again", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const changed = READ_BUCKETS.replace("photos", "films");
    await call("PutRolePolicy", { RoleName: "Worker", PolicyName: "read", PolicyDocument: READ_BUCKETS });
    await call("PutRolePolicy", { RoleName: "Worker", PolicyName: "read", PolicyDocument: changed });
    const { PolicyDocument } = await call("GetRolePolicy", { RoleName: "Worker", PolicyName: "read" });
    assert.equal(decodeURIComponent(PolicyDocument), changed);
  });

  test("may take 10,240 characters together", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const big = READ_BUCKETS.replace("photos", "p".repeat(6_000));
    await call("PutRolePolicy", { RoleName: "Worker", PolicyName: "one", PolicyDocument: big });
    await assert.rejects(call("PutRolePolicy", { RoleName: "Worker", PolicyName: "two", PolicyDocument: big }), {
      code: "LimitExceeded",
      message: "Maximum policy size of 10240 bytes exceeded for role Worker",
    });
  });
});

describe("attached policies of roles", () => {
  test("are attached once however often, listed and detached", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    await call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    const { AttachedPolicies } = await call("ListAttachedRolePolicies", { RoleName: "Worker" });
    assert.deepEqual(AttachedPolicies, [{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC_EXECUTION }]);
    await call("DetachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION });
    await assert.rejects(call("DetachRolePolicy", { RoleName: "Worker", PolicyArn: BASIC_EXECUTION }), {
      code: "NoSuchEntity",
      message: `Policy ${BASIC_EXECUTION} was not found.`,
    });
  });

  test("must exist, AWS's own too", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await assert.rejects(
      call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: "arn:aws:iam::aws:policy/Nothing" }),
      {
        code: "NoSuchEntity",
        message: "Policy arn:aws:iam::aws:policy/Nothing does not exist or is not attachable.",
      },
    );
  });

  test("are named by their ARN only", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await assert.rejects(call("AttachRolePolicy", { RoleName: "Worker", PolicyArn: "AWSLambdaBasicExecutionRole" }), {
      code: "ValidationError",
      message: "Invalid ARN:  Could not be parsed!",
    });
  });
});

describe("tags of roles", () => {
  test("are added, overwritten and removed", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("TagRole", {
      RoleName: "Worker",
      Tags: [
        { Key: "Team", Value: "one" },
        { Key: "env", Value: "dev" },
      ],
    });
    await call("TagRole", { RoleName: "Worker", Tags: [{ Key: "team", Value: "two" }] });
    assert.deepEqual((await call("ListRoleTags", { RoleName: "Worker" })).Tags, [
      { Key: "Team", Value: "two" },
      { Key: "env", Value: "dev" },
    ]);
    await call("UntagRole", { RoleName: "Worker", TagKeys: ["ENV", "none"] });
    assert.deepEqual((await call("ListRoleTags", { RoleName: "Worker" })).Tags, [{ Key: "Team", Value: "two" }]);
  });
});

describe("permissions boundaries of roles", () => {
  test("are kept and shown, and keep their policy from being deleted", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { Policy } = await call("CreatePolicy", { PolicyName: "bound", PolicyDocument: READ_BUCKETS });
    const PolicyArn = Policy?.Arn ?? "";
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("PutRolePermissionsBoundary", { RoleName: "Worker", PermissionsBoundary: PolicyArn });
    assert.equal(
      (await call("GetRole", { RoleName: "Worker" })).Role.PermissionsBoundary?.PermissionsBoundaryArn,
      PolicyArn,
    );
    assert.equal((await call("GetPolicy", { PolicyArn })).Policy?.PermissionsBoundaryUsageCount, 1);
    await assert.rejects(call("DeletePolicy", { PolicyArn }), { code: "DeleteConflict" });
    await call("DeleteRolePermissionsBoundary", { RoleName: "Worker" });
    await call("DeletePolicy", { PolicyArn });
  });
});

describe("ListInstanceProfilesForRole", () => {
  test("is empty for a role, and an error for none", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    assert.deepEqual((await call("ListInstanceProfilesForRole", { RoleName: "Worker" })).InstanceProfiles, []);
    await assert.rejects(call("ListInstanceProfilesForRole", { RoleName: "Nobody" }), { code: "NoSuchEntity" });
  });
});
