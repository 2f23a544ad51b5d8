import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { LAMBDA_TRUST, READ_BUCKETS, ROOT, startIam } from "./start-iam.ts";

describe("root's access key", () => {
  test("is root", async () => {
    await using server = await startIam();
    const { accessKeyId, secretAccessKey } = server.iam.rootAccessKey;
    assert.match(accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.equal(secretAccessKey.length, 40);
    const record = server.iam.accessKeys.find(accessKeyId, undefined);
    assert.deepEqual(record, { accessKeyId, secretAccessKey, status: "Active", principal: ROOT });
  });

  test("stays the same over restarts", async () => {
    using directory = temporaryDirectory();
    const keyOfAStart = async () => {
      await using server = await startIam({ directory: directory.path });
      return server.iam.rootAccessKey;
    };
    const first = await keyOfAStart();
    const second = await keyOfAStart();
    assert.deepEqual([second.accessKeyId, second.secretAccessKey], [first.accessKeyId, first.secretAccessKey]);
  });

  test("does not lie in the database in clear", async () => {
    await using server = await startIam();
    const rows = await server.database.all("SELECT * FROM iam_access_keys");
    assert.equal(rows.length, 1);
    assert.equal(JSON.stringify(rows).includes(server.iam.rootAccessKey.secretAccessKey), false);
  });

  test("is refused to a server with another master key, with the remedy", async () => {
    using directory = temporaryDirectory();
    await (await startIam({ directory: directory.path }))[Symbol.asyncDispose]();
    const masterKey = new Uint8Array(32).fill(8);
    await assert.rejects(startIam({ directory: directory.path, masterKey }), { code: "MASTER_KEY_MISMATCH" });
  });
});

describe("access keys of users", () => {
  test("sign for their user", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { User } = await call("CreateUser", { UserName: "bob", Path: "/people/" });
    const { AccessKey } = await call("CreateAccessKey", { UserName: "bob" });
    assert.deepEqual(server.iam.accessKeys.find(AccessKey.AccessKeyId, undefined), {
      accessKeyId: AccessKey.AccessKeyId,
      secretAccessKey: AccessKey.SecretAccessKey,
      status: "Active",
      principal: {
        kind: "user",
        accountId: "123456789012",
        arn: "arn:aws:iam::123456789012:user/people/bob",
        userId: User?.UserId,
      },
    });
  });

  test("are known again after a restart", async () => {
    using directory = temporaryDirectory();
    const create = async () => {
      await using server = await startIam({ directory: directory.path });
      await server.iamAs(ROOT)("CreateUser", { UserName: "bob" });
      return (await server.iamAs(ROOT)("CreateAccessKey", { UserName: "bob" })).AccessKey;
    };
    const { AccessKeyId, SecretAccessKey } = await create();
    await using server = await startIam({ directory: directory.path });
    assert.equal(server.iam.accessKeys.find(AccessKeyId, undefined)?.secretAccessKey, SecretAccessKey);
  });

  test("are at most two", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    await call("CreateAccessKey", { UserName: "bob" });
    await call("CreateAccessKey", { UserName: "bob" });
    await assert.rejects(call("CreateAccessKey", { UserName: "bob" }), {
      code: "LimitExceeded",
      message: "Cannot exceed quota for AccessKeysPerUser: 2",
    });
  });

  test("are the caller's own when no user is named", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateUser", { UserName: "bob" });
    const { AccessKey } = await server.iamAs(ROOT)("CreateAccessKey", { UserName: "bob" });
    const bob = server.iam.accessKeys.find(AccessKey.AccessKeyId, undefined)?.principal ?? ROOT;
    const { AccessKeyMetadata } = await server.iamAs(bob)("ListAccessKeys", {});
    assert.deepEqual(
      AccessKeyMetadata.map(({ UserName, Status }) => [UserName, Status]),
      [["bob", "Active"]],
    );
    assert.equal((await server.iamAs(bob)("GetUser", {})).User.UserName, "bob");
    await assert.rejects(server.iamAs(ROOT)("ListAccessKeys", {}), { code: "ValidationError" });
  });

  test("show at once that they were made inactive", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    const { AccessKeyId } = (await call("CreateAccessKey", { UserName: "bob" })).AccessKey;
    await call("UpdateAccessKey", { UserName: "bob", AccessKeyId, Status: "Inactive" });
    assert.equal(server.iam.accessKeys.find(AccessKeyId, undefined)?.status, "Inactive");
  });

  test("are found no more once deleted", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    const { AccessKeyId } = (await call("CreateAccessKey", { UserName: "bob" })).AccessKey;
    await call("DeleteAccessKey", { UserName: "bob", AccessKeyId });
    assert.equal(server.iam.accessKeys.find(AccessKeyId, undefined), undefined);
    await assert.rejects(call("DeleteAccessKey", { UserName: "bob", AccessKeyId }), {
      code: "NoSuchEntity",
      message: `The Access Key with id ${AccessKeyId} cannot be found.`,
    });
  });

  test("cannot be touched in another user's name", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    await call("CreateUser", { UserName: "eve" });
    const { AccessKeyId } = (await call("CreateAccessKey", { UserName: "bob" })).AccessKey;
    await assert.rejects(call("DeleteAccessKey", { UserName: "eve", AccessKeyId }), { code: "NoSuchEntity" });
    assert.equal(server.iam.accessKeys.find(AccessKeyId, undefined)?.status, "Active");
  });
});

describe("GetAccessKeyLastUsed", () => {
  test("says N/A for a key that was never used", async () => {
    await using server = await startIam();
    const AccessKeyId = server.iam.rootAccessKey.accessKeyId;
    const { AccessKeyLastUsed } = await server.iamAs(ROOT)("GetAccessKeyLastUsed", { AccessKeyId });
    assert.deepEqual(AccessKeyLastUsed, { LastUsedDate: undefined, ServiceName: "N/A", Region: "N/A" });
  });

  test("says when, where and with which service a key was last used", async () => {
    await using server = await startIam();
    const AccessKeyId = server.iam.rootAccessKey.accessKeyId;
    server.iam.accessKeyUse.record(AccessKeyId, { serviceName: "lambda", region: "us-east-1" });
    const { AccessKeyLastUsed } = await server.iamAs(ROOT)("GetAccessKeyLastUsed", { AccessKeyId });
    const LastUsedDate = new Date(server.clock.nowMs());
    assert.deepEqual(AccessKeyLastUsed, { LastUsedDate, ServiceName: "lambda", Region: "us-east-1" });
  });

  test("remembers the last use over a restart", async () => {
    using directory = temporaryDirectory();
    const use = async () => {
      await using server = await startIam({ directory: directory.path });
      server.iam.accessKeyUse.record(server.iam.rootAccessKey.accessKeyId, { serviceName: "s3", region: "eu-west-1" });
    };
    await use();
    await using server = await startIam({ directory: directory.path });
    const AccessKeyId = server.iam.rootAccessKey.accessKeyId;
    const { AccessKeyLastUsed } = await server.iamAs(ROOT)("GetAccessKeyLastUsed", { AccessKeyId });
    assert.equal(AccessKeyLastUsed?.ServiceName, "s3");
  });
});

describe("users", () => {
  test("are created, listed and deleted", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { User } = await call("CreateUser", { UserName: "bob", Tags: [{ Key: "team", Value: "one" }] });
    assert.match(User?.UserId ?? "", /^AIDA[A-Z2-7]{17}$/);
    assert.deepEqual(
      (await call("ListUsers", {})).Users.map(({ UserName }) => UserName),
      ["bob"],
    );
    assert.deepEqual((await call("ListUserTags", { UserName: "bob" })).Tags, [{ Key: "team", Value: "one" }]);
    await call("DeleteUser", { UserName: "bob" });
    await assert.rejects(call("GetUser", { UserName: "bob" }), {
      code: "NoSuchEntity",
      message: "The user with name bob cannot be found.",
    });
  });

  test("have names that are unique whatever their case", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateUser", { UserName: "bob" });
    await assert.rejects(server.iamAs(ROOT)("CreateUser", { UserName: "Bob" }), {
      code: "EntityAlreadyExists",
      message: "User with name Bob already exists.",
    });
  });

  test("cannot be deleted while they have access keys", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateUser", { UserName: "bob" });
    await server.iamAs(ROOT)("CreateAccessKey", { UserName: "bob" });
    await assert.rejects(server.iamAs(ROOT)("DeleteUser", { UserName: "bob" }), {
      code: "DeleteConflict",
      message: "Cannot delete entity, must delete access keys first.",
    });
  });
});

describe("policies of users", () => {
  test("are put, read, listed and deleted", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    await call("PutUserPolicy", { UserName: "bob", PolicyName: "read", PolicyDocument: READ_BUCKETS });
    const policy = await call("GetUserPolicy", { UserName: "BOB", PolicyName: "read" });
    assert.equal(policy.UserName, "bob");
    assert.equal(decodeURIComponent(policy.PolicyDocument), READ_BUCKETS);
    assert.deepEqual((await call("ListUserPolicies", { UserName: "bob" })).PolicyNames, ["read"]);
    await assert.rejects(call("DeleteUser", { UserName: "bob" }), {
      message: "Cannot delete entity, must delete policies first.",
    });
    await call("DeleteUserPolicy", { UserName: "bob", PolicyName: "read" });
    await assert.rejects(call("GetUserPolicy", { UserName: "bob", PolicyName: "read" }), {
      code: "NoSuchEntity",
      message: "The user policy with name read cannot be found.",
    });
  });

  test("may take 2,048 characters together", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    await call("CreateUser", { UserName: "bob" });
    const PolicyDocument = READ_BUCKETS.replace("photos", "p".repeat(2_048));
    await assert.rejects(call("PutUserPolicy", { UserName: "bob", PolicyName: "read", PolicyDocument }), {
      code: "LimitExceeded",
      message: "Maximum policy size of 2048 bytes exceeded for user bob",
    });
  });

  test("are attached, listed from both sides, and detached", async () => {
    await using server = await startIam();
    const call = server.iamAs(ROOT);
    const { User } = await call("CreateUser", { UserName: "bob" });
    const PolicyArn = "arn:aws:iam::aws:policy/AWSLambda_FullAccess";
    await call("AttachUserPolicy", { UserName: "bob", PolicyArn });
    const { AttachedPolicies } = await call("ListAttachedUserPolicies", { UserName: "bob" });
    assert.deepEqual(AttachedPolicies, [{ PolicyName: "AWSLambda_FullAccess", PolicyArn }]);
    const { PolicyUsers } = await call("ListEntitiesForPolicy", { PolicyArn });
    assert.deepEqual(PolicyUsers, [{ UserName: "bob", UserId: User?.UserId }]);
    await assert.rejects(call("DeleteUser", { UserName: "bob" }), {
      message: "Cannot delete entity, must detach all policies first.",
    });
    await call("DetachUserPolicy", { UserName: "bob", PolicyArn });
    await call("DeleteUser", { UserName: "bob" });
  });
});

describe("a restart", () => {
  test("finds the roles again", async () => {
    using directory = temporaryDirectory();
    const create = async () => {
      await using server = await startIam({ directory: directory.path });
      return (await server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST }))
        .Role;
    };
    const role = await create();
    await using server = await startIam({ directory: directory.path });
    assert.equal(server.iam.roles.findRole(role.Arn)?.roleId, role.RoleId);
  });
});
