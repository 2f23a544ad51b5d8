import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openKmsStore } from "../../../../src/services/kms/store/kms-store.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { bytes, DAY_MS, MASTER_KEY, startKms } from "./start-kms.ts";

const notFound = (message: string) => ({ code: "NotFoundException", message });

describe("CreateKey", () => {
  test("makes a symmetric key unless told otherwise, and shows it as AWS does", async () => {
    await using kms = await startKms();
    const { KeyMetadata } = await kms.call("CreateKey", { Description: "of mine" });
    assert.match(KeyMetadata?.KeyId ?? "", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(KeyMetadata?.CurrentKeyMaterialId ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(KeyMetadata, {
      AWSAccountId: "123456789012",
      KeyId: KeyMetadata?.KeyId,
      Arn: `arn:aws:kms:us-east-1:123456789012:key/${KeyMetadata?.KeyId}`,
      CreationDate: new Date("2026-01-01T00:00:00.000Z"),
      Enabled: true,
      Description: "of mine",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeyState: "Enabled",
      Origin: "AWS_KMS",
      KeyManager: "CUSTOMER",
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      KeySpec: "SYMMETRIC_DEFAULT",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      MultiRegion: false,
      CurrentKeyMaterialId: KeyMetadata?.CurrentKeyMaterialId,
    });
  });

  test("makes HMAC keys and key pairs, with the algorithms of their usage only", async () => {
    await using kms = await startKms();
    const hmac = await kms.call("CreateKey", { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    assert.deepEqual(hmac.KeyMetadata?.MacAlgorithms, ["HMAC_SHA_256"]);
    assert.equal(hmac.KeyMetadata?.CurrentKeyMaterialId, undefined);
    const pair = await kms.call("CreateKey", { KeySpec: "ECC_NIST_P384", KeyUsage: "SIGN_VERIFY" });
    assert.deepEqual(pair.KeyMetadata?.SigningAlgorithms, ["ECDSA_SHA_384"]);
    assert.equal(pair.KeyMetadata?.EncryptionAlgorithms, undefined);
  });

  test("asks for the usage of all but symmetric keys", async () => {
    await using kms = await startKms();
    await assert.rejects(kms.call("CreateKey", { KeySpec: "HMAC_256" }), {
      code: "ValidationException",
      message: "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    });
  });

  test("refuses a usage that the spec does not have", async () => {
    await using kms = await startKms();
    await assert.rejects(kms.call("CreateKey", { KeySpec: "RSA_2048", KeyUsage: "GENERATE_VERIFY_MAC" }), {
      code: "ValidationException",
      message: "KeyUsage GENERATE_VERIFY_MAC is not compatible with KeySpec RSA_2048",
    });
  });

  test("says openly what it cannot make", async () => {
    await using kms = await startKms();
    const unsupported = { code: "UnsupportedOperationException" };
    await assert.rejects(kms.call("CreateKey", { MultiRegion: true }), unsupported);
    await assert.rejects(kms.call("CreateKey", { Origin: "EXTERNAL" }), unsupported);
    await assert.rejects(kms.call("CreateKey", { CustomKeyStoreId: "cks-1" }), unsupported);
    await assert.rejects(kms.call("CreateKey", { KeySpec: "SM2", KeyUsage: "SIGN_VERIFY" }), unsupported);
  });
});

describe("a key's names", () => {
  test("id, ARN, alias and ARN of an alias mean the same key", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    const idOf = async (KeyId: string) => (await kms.call("DescribeKey", { KeyId })).KeyMetadata?.KeyId;
    assert.equal(await idOf(keyId), keyId);
    assert.equal(await idOf(keyArn), keyId);
    assert.equal(await idOf("alias/mine"), keyId);
    assert.equal(await idOf("arn:aws:kms:us-east-1:123456789012:alias/mine"), keyId);
  });

  test("unknown ones are told in AWS's words", async () => {
    await using kms = await startKms();
    const id = "134f2428-cec1-4b25-a1ae-9048164dba47";
    const arn = `arn:aws:kms:us-east-1:123456789012:key/${id}`;
    const describing = (KeyId: string) => kms.call("DescribeKey", { KeyId });
    await assert.rejects(describing(id), notFound(`Key '${arn}' does not exist`));
    await assert.rejects(describing(arn), notFound(`Key '${arn}' does not exist`));
    await assert.rejects(describing("fake-key-id"), notFound("Invalid keyId 'fake-key-id'"));
    await assert.rejects(describing(`arn:aws:kms:eu-west-1:123456789012:key/${id}`), notFound("Invalid arn eu-west-1"));
    const alias = "arn:aws:kms:us-east-1:123456789012:alias/nobody";
    await assert.rejects(describing("alias/nobody"), notFound(`Alias ${alias} is not found.`));
    await assert.rejects(describing("arn:aws:sqs:us-east-1:123456789012:queue"), { code: "InvalidArnException" });
  });

  test("operations that change a key take no alias", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    await assert.rejects(kms.call("DisableKey", { KeyId: "alias/mine" }), {
      code: "NotFoundException",
      message: "Invalid keyId 'alias/mine'",
    });
    await assert.rejects(kms.call("DisableKey", { KeyId: "arn:aws:kms:us-east-1:123456789012:alias/mine" }), {
      code: "InvalidArnException",
      message: "Key Aliases are not supported for this operation.",
    });
  });
});

describe("DisableKey and EnableKey", () => {
  test("stop a key from being used, and let it be used again", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("DisableKey", { KeyId: keyId });
    assert.equal((await kms.call("DescribeKey", { KeyId: keyId })).KeyMetadata?.KeyState, "Disabled");
    await assert.rejects(kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") }), {
      code: "DisabledException",
      message: `${keyArn} is disabled.`,
    });
    await kms.call("EnableKey", { KeyId: keyId });
    await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") });
  });

  test("tell other services once it is so", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const told: string[] = [];
    kms.dataKeys.onStateChange((id) => told.push(id));
    await kms.call("DisableKey", { KeyId: keyId });
    await kms.call("DisableKey", { KeyId: keyId });
    await kms.call("UpdateKeyDescription", { KeyId: keyId, Description: "still disabled" });
    await kms.call("EnableKey", { KeyId: keyId });
    assert.deepEqual(told, [keyId, keyId]);
  });
});

describe("ScheduleKeyDeletion", () => {
  test("makes a key unusable at once, and answers when it will be gone", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    assert.deepEqual(await kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 }), {
      KeyId: keyArn,
      DeletionDate: new Date("2026-01-08T00:00:00.000Z"),
      KeyState: "PendingDeletion",
      PendingWindowInDays: 7,
    });
    const pending = { code: "KMSInvalidStateException", message: `${keyArn} is pending deletion.` };
    await assert.rejects(kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") }), pending);
    await assert.rejects(kms.call("EnableKey", { KeyId: keyId }), pending);
    await assert.rejects(kms.call("ScheduleKeyDeletion", { KeyId: keyId }), pending);
  });

  test("waits 30 days unless told otherwise, and 7 to 30 in any case", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const scheduling = (PendingWindowInDays: number) =>
      kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays });
    await assert.rejects(scheduling(6), { code: "ValidationException" });
    await assert.rejects(scheduling(31), { code: "ValidationException" });
    assert.equal((await kms.call("ScheduleKeyDeletion", { KeyId: keyId })).PendingWindowInDays, 30);
  });

  test("destroys the key, its material and its aliases when the time has come", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("CreateAlias", { AliasName: "alias/mine", TargetKeyId: keyId });
    await kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 });
    await kms.clock.advance(7 * DAY_MS - 1);
    assert.equal((await kms.call("DescribeKey", { KeyId: keyId })).KeyMetadata?.KeyState, "PendingDeletion");
    await kms.clock.advance(DAY_MS);
    await assert.rejects(kms.call("DescribeKey", { KeyId: keyId }), {
      code: "NotFoundException",
      message: `Key '${keyArn}' does not exist`,
    });
    assert.deepEqual(await kms.database.all("SELECT * FROM kms_key_materials"), []);
    assert.deepEqual((await kms.call("ListAliases", {})).Aliases, []);
  });

  test("is caught up with by a server that was down when the time came", async () => {
    using directory = temporaryDirectory();
    const schedule = async () => {
      await using kms = await startKms({ directory: directory.path });
      const { keyId } = await kms.createKey();
      await kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 });
      return kms.clock;
    };
    const clock = await schedule();
    await clock.advance(8 * DAY_MS);
    await using kms = await startKms({ directory: directory.path, clock });
    await clock.advance(0);
    assert.deepEqual((await kms.call("ListKeys", {})).Keys, []);
  });
});

describe("CancelKeyDeletion", () => {
  test("gives the key back, disabled", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 });
    assert.deepEqual(await kms.call("CancelKeyDeletion", { KeyId: keyId }), { KeyId: keyArn });
    await kms.clock.advance(8 * DAY_MS);
    const { KeyMetadata } = await kms.call("DescribeKey", { KeyId: keyId });
    assert.deepEqual([KeyMetadata?.KeyState, KeyMetadata?.DeletionDate], ["Disabled", undefined]);
  });

  test("refuses a key that is not about to go", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await assert.rejects(kms.call("CancelKeyDeletion", { KeyId: keyId }), {
      code: "KMSInvalidStateException",
      message: `${keyArn} is not pending deletion.`,
    });
  });
});

describe("ListKeys", () => {
  test("pages through all keys once", async () => {
    await using kms = await startKms();
    const created = [await kms.createKey(), await kms.createKey(), await kms.createKey()];
    const first = await kms.call("ListKeys", { Limit: 2 });
    assert.equal(first.Truncated, true);
    const second = await kms.call("ListKeys", { Limit: 2, Marker: first.NextMarker });
    assert.deepEqual([second.Truncated, second.NextMarker], [false, undefined]);
    const listed = [...(first.Keys ?? []), ...(second.Keys ?? [])];
    assert.deepEqual(
      listed.map(({ KeyArn }) => KeyArn),
      created.map(({ keyArn }) => keyArn).toSorted(),
    );
  });

  test("refuses a marker that no page ended with", async () => {
    await using kms = await startKms();
    await assert.rejects(kms.call("ListKeys", { Marker: "nonsense" }), { code: "InvalidMarkerException" });
  });
});

describe("key material", () => {
  test("opens under the same master key only", async () => {
    using directory = temporaryDirectory();
    const encrypt = async () => {
      await using kms = await startKms({ directory: directory.path });
      const { keyId } = await kms.createKey();
      return kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") });
    };
    const { CiphertextBlob } = await encrypt();
    await using same = await startKms({ directory: directory.path });
    assert.deepEqual((await same.call("Decrypt", { CiphertextBlob })).Plaintext, Buffer.from("x"));
    await using other = await startKms({ directory: directory.path, masterKey: new Uint8Array(32).fill(8) });
    await assert.rejects(other.call("Decrypt", { CiphertextBlob }), { code: "MASTER_KEY_MISMATCH" });
  });

  test("lies in no file of the database in clear, neither the old nor the new", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await kms.call("RotateKeyOnDemand", { KeyId: keyId });
    const { materials } = await openKmsStore(kms.database, MASTER_KEY);
    const old = (await materials.find(keyId, 1))?.secret ?? Buffer.alloc(0);
    const young = (await materials.find(keyId, 2))?.secret ?? Buffer.alloc(0);
    const files = readdirSync(kms.directory).map((name) => readFileSync(join(kms.directory, name)));
    const isStored = (secret: Buffer | string) => files.some((file) => file.includes(secret));
    assert.deepEqual([old.byteLength, young.byteLength, isStored(keyId)], [32, 32, true]);
    const spellings = [old, young, old.toString("base64"), young.toString("base64")];
    assert.deepEqual(spellings.filter(isStored), []);
  });
});
