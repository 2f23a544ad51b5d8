import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KmsEnvironmentCipher } from "../../../../../../src/services/lambda/control/environment/kms-environment-cipher.ts";
import { ACCOUNT, startKms } from "../../../kms/start-kms.ts";

const ALTERED = { kind: "unreadable", error: { code: "InvalidCiphertextException", kmsMessage: "" } };
const VARIABLES = { PASSWORD: "secret" };

describe("KmsEnvironmentCipher", () => {
  test("seals variables anew each time, and opens all of them", async () => {
    await using kms = await startKms();
    const cipher = new KmsEnvironmentCipher(kms.dataKeys, ACCOUNT);
    const one = await cipher.seal("hello", VARIABLES, undefined);
    const other = await cipher.seal("hello", VARIABLES, undefined);
    assert.notEqual(one.encryptedDataKey, other.encryptedDataKey);
    assert.deepEqual(await cipher.open("hello", one), { kind: "variables", variables: VARIABLES });
    assert.deepEqual(await cipher.open("hello", other), { kind: "variables", variables: VARIABLES });
  });

  test("opens for the function only that the variables were sealed for", async () => {
    await using kms = await startKms();
    const cipher = new KmsEnvironmentCipher(kms.dataKeys, ACCOUNT);
    const sealed = await cipher.seal("hello", VARIABLES, undefined);
    const taken = { ...sealed, functionArn: "arn:aws:lambda:us-east-1:123456789012:function:thief" };
    assert.deepEqual(await cipher.open("thief", sealed), ALTERED);
    assert.deepEqual(await cipher.open("thief", taken), ALTERED);
  });

  test("notices variables that were altered", async () => {
    await using kms = await startKms();
    const cipher = new KmsEnvironmentCipher(kms.dataKeys, ACCOUNT);
    const sealed = await cipher.seal("hello", VARIABLES, undefined);
    const other = await cipher.seal("hello", { PASSWORD: "other" }, undefined);
    assert.deepEqual(await cipher.open("hello", { ...sealed, ciphertext: other.ciphertext }), ALTERED);
  });

  test("opens what was sealed when the server had another region", async () => {
    await using kms = await startKms();
    const elsewhere = new KmsEnvironmentCipher(kms.dataKeys, { ...ACCOUNT, region: "eu-west-1" });
    const sealed = await elsewhere.seal("hello", VARIABLES, undefined);
    const here = new KmsEnvironmentCipher(kms.dataKeys, ACCOUNT);
    assert.deepEqual(await here.open("hello", sealed), { kind: "variables", variables: VARIABLES });
  });
});
