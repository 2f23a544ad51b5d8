import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { ACCOUNT_TRUST, LAMBDA_TRUST, MASTER_KEY, ROOT, startIam } from "../iam/start-iam.ts";

const ROLE_ARN = "arn:aws:iam::123456789012:role/teams/one/Worker";
const REQUEST = { roleArn: ROLE_ARN, sessionName: "my-function", durationSeconds: 900 };
const INVALID = {
  code: "InvalidClientTokenId",
  statusCode: 403,
  message: "The security token included in the request is invalid.",
};

describe("credentials of roles", () => {
  test("have AWS's form", async () => {
    await using server = await startIam();
    const credentials = server.sts.credentialIssuer.issue(REQUEST);
    assert.match(credentials.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.equal(credentials.secretAccessKey.length, 40);
    assert.equal(credentials.expiresAtMs, server.clock.nowMs() + 900_000);
  });

  test("are found by their token as the assumed role, without the role's path", async () => {
    await using server = await startIam();
    const { Role } = await server.iamAs(ROOT)("CreateRole", {
      RoleName: "Worker",
      Path: "/teams/one/",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    });
    const { accessKeyId, secretAccessKey, sessionToken } = server.sts.credentialIssuer.issue(REQUEST);
    assert.deepEqual(server.sts.accessKeys.find(accessKeyId, sessionToken), {
      accessKeyId,
      secretAccessKey,
      status: "Active",
      principal: {
        kind: "assumed-role",
        accountId: "123456789012",
        arn: "arn:aws:sts::123456789012:assumed-role/Worker/my-function",
        userId: `${Role.RoleId}:my-function`,
      },
    });
  });

  test("have a stable id for a role that does not exist", async () => {
    await using server = await startIam();
    const userIdOfASession = () => {
      const { accessKeyId, sessionToken } = server.sts.credentialIssuer.issue(REQUEST);
      return server.sts.accessKeys.find(accessKeyId, sessionToken)?.principal.userId;
    };
    assert.match(userIdOfASession() ?? "", /^AROA[A-Z2-7]{17}:my-function$/);
    assert.equal(userIdOfASession(), userIdOfASession());
  });

  test("write nothing", async () => {
    await using server = await startIam();
    const before = await server.database.all("SELECT * FROM iam_access_keys");
    server.sts.credentialIssuer.issue(REQUEST);
    assert.deepEqual(await server.database.all("SELECT * FROM iam_access_keys"), before);
  });

  test("hold over a restart", async () => {
    using directory = temporaryDirectory();
    const issue = async () => {
      await using server = await startIam({ directory: directory.path });
      return server.sts.credentialIssuer.issue(REQUEST);
    };
    const { accessKeyId, secretAccessKey, sessionToken } = await issue();
    await using server = await startIam({ directory: directory.path });
    assert.equal(server.sts.accessKeys.find(accessKeyId, sessionToken)?.secretAccessKey, secretAccessKey);
  });

  test("end when they expire", async () => {
    await using server = await startIam();
    const { accessKeyId, sessionToken } = server.sts.credentialIssuer.issue(REQUEST);
    await server.clock.advance(899_999);
    assert.notEqual(server.sts.accessKeys.find(accessKeyId, sessionToken), undefined);
    await server.clock.advance(1);
    assert.throws(() => server.sts.accessKeys.find(accessKeyId, sessionToken), {
      code: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
  });

  test("are unknown without their token", async () => {
    await using server = await startIam();
    const { accessKeyId } = server.sts.credentialIssuer.issue(REQUEST);
    assert.equal(server.sts.accessKeys.find(accessKeyId, undefined), undefined);
  });

  test("do not verify with the token of other credentials", async () => {
    await using server = await startIam();
    const one = server.sts.credentialIssuer.issue(REQUEST);
    const other = server.sts.credentialIssuer.issue(REQUEST);
    assert.notEqual(server.sts.accessKeys.find(other.accessKeyId, other.sessionToken), undefined);
    assert.throws(() => server.sts.accessKeys.find(one.accessKeyId, other.sessionToken), INVALID);
  });

  test("do not verify with an altered token", async () => {
    await using server = await startIam();
    const { accessKeyId, sessionToken } = server.sts.credentialIssuer.issue(REQUEST);
    const altered = Buffer.from(sessionToken, "base64");
    altered[40] = (altered[40] ?? 0) ^ 1;
    assert.throws(() => server.sts.accessKeys.find(accessKeyId, altered.toString("base64")), INVALID);
  });

  test("have another secret under another spelling of the same token", async () => {
    await using server = await startIam();
    const { accessKeyId, secretAccessKey, sessionToken } = server.sts.credentialIssuer.issue(REQUEST);
    const respelled = server.sts.accessKeys.find(accessKeyId, `${sessionToken} `);
    assert.notEqual(respelled?.secretAccessKey, secretAccessKey);
  });

  test("of a server with another master key are worth nothing", async () => {
    await using server = await startIam();
    await using other = await startIam({ masterKey: MASTER_KEY.map((byte) => byte + 1) });
    const { accessKeyId, sessionToken } = other.sts.credentialIssuer.issue(REQUEST);
    assert.throws(() => server.sts.accessKeys.find(accessKeyId, sessionToken), INVALID);
  });

  test("do not make a long-term key verify with a token", async () => {
    await using server = await startIam();
    const { accessKeyId } = server.iam.rootAccessKey;
    assert.throws(() => server.sts.accessKeys.find(accessKeyId, "token"), INVALID);
  });
});

describe("AssumeRole", () => {
  test("gives credentials that are the role", async () => {
    await using server = await startIam();
    const { Role } = await server.iamAs(ROOT)("CreateRole", {
      RoleName: "Worker",
      Path: "/teams/one/",
      AssumeRolePolicyDocument: ACCOUNT_TRUST,
    });
    const answer = await server.stsAs(ROOT)("AssumeRole", { RoleArn: ROLE_ARN, RoleSessionName: "me" });
    assert.deepEqual(answer.AssumedRoleUser, {
      AssumedRoleId: `${Role.RoleId}:me`,
      Arn: "arn:aws:sts::123456789012:assumed-role/Worker/me",
    });
    assert.equal(answer.Credentials?.Expiration.getTime(), server.clock.nowMs() + 3_600_000);
    const { Credentials } = answer;
    const caller = server.sts.accessKeys.find(Credentials?.AccessKeyId ?? "", Credentials?.SessionToken)?.principal;
    assert.deepEqual(await server.stsAs(caller ?? ROOT)("GetCallerIdentity", {}), {
      UserId: `${Role.RoleId}:me`,
      Account: "123456789012",
      Arn: "arn:aws:sts::123456789012:assumed-role/Worker/me",
    });
  });

  test("refuses a role that does not exist as one that may not be assumed", async () => {
    await using server = await startIam();
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { RoleArn: ROLE_ARN, RoleSessionName: "me" }), {
      code: "AccessDenied",
      statusCode: 403,
      message:
        "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: " + ROLE_ARN,
    });
  });

  test("refuses a role that trusts others only", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: LAMBDA_TRUST });
    const RoleArn = "arn:aws:iam::123456789012:role/Worker";
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { RoleArn, RoleSessionName: "me" }), {
      code: "AccessDenied",
    });
  });

  test("refuses what is not the ARN of a role", async () => {
    await using server = await startIam();
    const RoleArn = "arn:a:::something/test-role";
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { RoleArn, RoleSessionName: "me" }), {
      code: "ValidationError",
      message: "arn:a:::something/test-role is invalid",
    });
  });

  test("refuses to last longer than the role allows", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: ACCOUNT_TRUST });
    const RoleArn = "arn:aws:iam::123456789012:role/Worker";
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { RoleArn, RoleSessionName: "me", DurationSeconds: 3_601 }), {
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  test("lasts an hour at most when one role assumes another", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateRole", {
      RoleName: "Worker",
      AssumeRolePolicyDocument: ACCOUNT_TRUST,
      MaxSessionDuration: 43_200,
    });
    const RoleArn = "arn:aws:iam::123456789012:role/Worker";
    const { Credentials } = await server.stsAs(ROOT)("AssumeRole", {
      RoleArn,
      RoleSessionName: "me",
      DurationSeconds: 43_200,
    });
    const caller = server.sts.accessKeys.find(Credentials?.AccessKeyId ?? "", Credentials?.SessionToken)?.principal;
    await assert.rejects(
      server.stsAs(caller ?? ROOT)("AssumeRole", { RoleArn, RoleSessionName: "again", DurationSeconds: 7_200 }),
      { code: "ValidationError", message: /1 hour session limit for roles assumed by role chaining/ },
    );
  });

  test("refuses a session policy that is no JSON, and tags given twice", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateRole", { RoleName: "Worker", AssumeRolePolicyDocument: ACCOUNT_TRUST });
    const request = { RoleArn: "arn:aws:iam::123456789012:role/Worker", RoleSessionName: "me" };
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { ...request, Policy: "{" }), {
      code: "MalformedPolicyDocument",
    });
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "A", Value: "2" },
    ];
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { ...request, Tags }), { code: "InvalidParameterValue" });
    await assert.rejects(server.stsAs(ROOT)("AssumeRole", { ...request, TransitiveTagKeys: ["a"] }), {
      code: "InvalidParameterValue",
      message: "The specified transitive tag key must be included in the requested tags.",
    });
  });
});

describe("GetSessionToken", () => {
  test("gives a user's own identity for half a day", async () => {
    await using server = await startIam();
    await server.iamAs(ROOT)("CreateUser", { UserName: "bob" });
    const { AccessKey } = await server.iamAs(ROOT)("CreateAccessKey", { UserName: "bob" });
    const bob = server.iam.accessKeys.find(AccessKey.AccessKeyId, undefined)?.principal ?? ROOT;
    const { Credentials } = await server.stsAs(bob)("GetSessionToken", {});
    assert.equal(Credentials?.Expiration.getTime(), server.clock.nowMs() + 43_200_000);
    const record = server.sts.accessKeys.find(Credentials?.AccessKeyId ?? "", Credentials?.SessionToken);
    assert.deepEqual(record?.principal, bob);
  });

  test("gives root an hour at most", async () => {
    await using server = await startIam();
    const { Credentials } = await server.stsAs(ROOT)("GetSessionToken", { DurationSeconds: 43_200 });
    assert.equal(Credentials?.Expiration.getTime(), server.clock.nowMs() + 3_600_000);
  });

  test("refuses an assumed role", async () => {
    await using server = await startIam();
    const caller = { ...ROOT, kind: "assumed-role" as const };
    await assert.rejects(server.stsAs(caller)("GetSessionToken", {}), {
      code: "AccessDenied",
      message: "Cannot call GetSessionToken with session credentials",
    });
  });
});

describe("GetAccessKeyInfo", () => {
  test("tells the account of any key, temporary ones too", async () => {
    await using server = await startIam();
    const { accessKeyId } = server.sts.credentialIssuer.issue(REQUEST);
    const { Account } = await server.stsAs(ROOT)("GetAccessKeyInfo", { AccessKeyId: accessKeyId });
    assert.equal(Account, "123456789012");
  });
});
