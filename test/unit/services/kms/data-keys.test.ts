import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startKms } from "./start-kms.ts";

const LAMBDA_KEY = "alias/aws/lambda";
const CONTEXT = { "aws:lambda:FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:hello" };

describe("data keys for other services", () => {
  test("open in the context that they were made for", async () => {
    await using kms = await startKms();
    const { keyId, plaintext, ciphertextBlob } = await kms.dataKeys.generateDataKey(LAMBDA_KEY, CONTEXT);
    assert.deepEqual(await kms.dataKeys.decrypt(keyId, ciphertextBlob, CONTEXT), plaintext);
    const elsewhere = kms.dataKeys.decrypt(keyId, ciphertextBlob, {});
    await assert.rejects(elsewhere, { code: "InvalidCiphertextException" });
  });
});

describe("alias/aws/lambda", () => {
  test("is made when it is first needed, once", async () => {
    await using kms = await startKms();
    assert.deepEqual((await kms.call("ListKeys", {})).Keys, []);
    const [one, other] = await Promise.all([
      kms.dataKeys.generateDataKey(LAMBDA_KEY, CONTEXT),
      kms.dataKeys.generateDataKey(LAMBDA_KEY, CONTEXT),
    ]);
    assert.equal(one.keyId, other.keyId);
    assert.equal((await kms.call("ListKeys", {})).Keys?.length, 1);
    const { KeyMetadata } = await kms.call("DescribeKey", { KeyId: LAMBDA_KEY });
    assert.deepEqual([KeyMetadata?.KeyId, KeyMetadata?.KeyManager], [one.keyId, "AWS"]);
  });

  test("is made by describing it, too", async () => {
    await using kms = await startKms();
    const { KeyMetadata } = await kms.call("DescribeKey", { KeyId: LAMBDA_KEY });
    assert.equal(
      KeyMetadata?.Description,
      "Default key that protects my Lambda functions when no other key is defined",
    );
  });

  test("rotates every year", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.dataKeys.generateDataKey(LAMBDA_KEY, CONTEXT);
    const status = await kms.call("GetKeyRotationStatus", { KeyId: keyId });
    assert.deepEqual([status.KeyRotationEnabled, status.RotationPeriodInDays], [true, 365]);
  });

  test("is nobody's to change", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.dataKeys.generateDataKey(LAMBDA_KEY, CONTEXT);
    await assert.rejects(kms.call("DisableKey", { KeyId: keyId }), {
      code: "AccessDeniedException",
      message:
        "User: arn:aws:iam::123456789012:root is not authorized to perform: kms:DisableKey " +
        `on resource: arn:aws:kms:us-east-1:123456789012:key/${keyId} because no resource-based policy allows the kms:DisableKey action`,
    });
    await assert.rejects(kms.call("ScheduleKeyDeletion", { KeyId: keyId }), { code: "AccessDeniedException" });
  });
});
