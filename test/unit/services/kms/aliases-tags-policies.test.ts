import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startKms } from "./start-kms.ts";

const MINE = "arn:aws:kms:us-east-1:123456789012:alias/mine";

const allow = (principal: string, action = "kms:*") =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: action, Resource: "*" }],
  });

const tag = (TagKey: string) => ({ TagKey, TagValue: "" });
const tagRefusal = (message: string) => ({ code: "TagException", message });

describe("aliases", () => {
  test("are made, listed, moved and deleted", async () => {
    await using kms = await startKms();
    const one = await kms.createKey();
    const other = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: one.keyArn });
    await kms.clock.advance(1_000);
    await kms.call("UpdateAlias", { AliasName: "alias/mine", TargetKeyId: other.keyId });
    assert.deepEqual((await kms.call("ListAliases", { KeyId: one.keyId })).Aliases, []);
    assert.deepEqual(await kms.call("ListAliases", { KeyId: other.keyId }), {
      Aliases: [
        {
          AliasName: "alias/mine",
          AliasArn: MINE,
          TargetKeyId: other.keyId,
          CreationDate: new Date("2026-01-01T00:00:00.000Z"),
          LastUpdatedDate: new Date("2026-01-01T00:00:01.000Z"),
        },
      ],
      Truncated: false,
    });
    await kms.call("DeleteAlias", { AliasName: "alias/mine" });
    await assert.rejects(kms.call("DeleteAlias", { AliasName: "alias/mine" }), {
      code: "NotFoundException",
      message: `Alias ${MINE} is not found.`,
    });
  });

  test("are unique", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    await assert.rejects(kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId }), {
      code: "AlreadyExistsException",
      message: `An alias with the name ${MINE} already exists`,
    });
  });

  test("have a prefix, and leave AWS its own", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const creating = (AliasName: string) => kms.call("CreateAlias", { AliasName, TargetKeyId: keyId });
    await assert.rejects(creating("mine"), {
      code: "ValidationException",
      message: /^Alias must start with the prefix/,
    });
    await assert.rejects(creating("alias/aws/lambda"), { code: "NotAuthorizedException" });
  });

  test("point to keys, not to aliases", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    await assert.rejects(kms.call("CreateAlias", { AliasName: "alias/other", TargetKeyId: "alias/mine" }), {
      code: "ValidationException",
      message: "Aliases must refer to keys. Not aliases",
    });
  });

  test("move only to keys that can do the same", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const hmac = await kms.createKey({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    const moving = kms.call("UpdateAlias", { AliasName: "alias/mine", TargetKeyId: hmac.keyId });
    await assert.rejects(moving, { code: "ValidationException" });
  });
});

describe("tags", () => {
  test("are added, replaced, removed and listed by key", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey({ Tags: [{ TagKey: "b", TagValue: "1" }] });
    const Tags = [
      { TagKey: "a", TagValue: "2" },
      { TagKey: "b", TagValue: "3" },
    ];
    await kms.call("TagResource", { KeyId: keyId, Tags });
    assert.deepEqual(await kms.call("ListResourceTags", { KeyId: keyId }), { Tags, Truncated: false });
    await kms.call("UntagResource", { KeyId: keyId, TagKeys: ["a", "nobody"] });
    const left = await kms.call("ListResourceTags", { KeyId: keyId });
    assert.deepEqual(left.Tags, [{ TagKey: "b", TagValue: "3" }]);
  });

  test("are refused in AWS's words", async () => {
    await using kms = await startKms();
    const creating = (...Tags: { TagKey: string; TagValue: string }[]) => kms.call("CreateKey", { Tags });
    await assert.rejects(creating(tag("a"), tag("a")), tagRefusal("Duplicate tag keys"));
    await assert.rejects(creating(tag("AWS:mine")), tagRefusal("Tags beginning with aws: are reserved"));
    const many = Array.from({ length: 51 }, (_, index) => tag(`k${index}`));
    await assert.rejects(creating(...many), tagRefusal("Too many tags"));
  });
});

describe("key policies", () => {
  test("let the account's root do everything unless one is given", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const { Policy = "", PolicyName } = await kms.call("GetKeyPolicy", { KeyId: keyId });
    assert.equal(PolicyName, "default");
    assert.deepEqual(JSON.parse(Policy), {
      Version: "2012-10-17",
      Id: "key-default-1",
      Statement: [
        {
          Sid: "Enable IAM User Permissions",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    });
    assert.deepEqual((await kms.call("ListKeyPolicies", { KeyId: keyId })).PolicyNames, ["default"]);
  });

  test("are kept as they are given", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const Policy = allow("arn:aws:iam::123456789012:root", "kms:Put*");
    await kms.call("PutKeyPolicy", { KeyId: keyId, Policy });
    assert.equal((await kms.call("GetKeyPolicy", { KeyId: keyId })).Policy, Policy);
  });

  test("must let their author change them, unless that is wanted", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const Policy = allow("arn:aws:iam::123456789012:role/other");
    await assert.rejects(kms.call("PutKeyPolicy", { KeyId: keyId, Policy }), {
      code: "MalformedPolicyDocumentException",
      message: "The new key policy will not allow you to update the key policy in the future.",
    });
    await kms.call("PutKeyPolicy", { KeyId: keyId, Policy, BypassPolicyLockoutSafetyCheck: true });
  });

  test("are refused when they are no policies", async () => {
    await using kms = await startKms();
    const malformed = { code: "MalformedPolicyDocumentException" };
    await assert.rejects(kms.call("CreateKey", { Policy: "no json" }), malformed);
    await assert.rejects(kms.call("CreateKey", { Policy: "{}" }), malformed);
    const ofTomorrow = allow("*").replace("2012-10-17", "2099-01-01");
    await assert.rejects(kms.call("CreateKey", { Policy: ofTomorrow }), malformed);
    const noPrincipal = JSON.stringify({ Statement: { Effect: "Allow", Action: "kms:*", Resource: "*" } });
    await assert.rejects(kms.call("CreateKey", { Policy: noPrincipal }), malformed);
  });

  test("have one name only", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await assert.rejects(kms.call("GetKeyPolicy", { KeyId: keyId, PolicyName: "other" }), {
      code: "NotFoundException",
      message: "No such policy exists",
    });
  });
});
