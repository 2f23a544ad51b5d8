import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../../../support/eventually.ts";
import { bytes, DAY_MS, startKms } from "./start-kms.ts";

const INVALID_CIPHERTEXT = { code: "InvalidCiphertextException", message: "" };

describe("Encrypt and Decrypt", () => {
  test("undo each other; the ciphertext names its key itself", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    const { CiphertextBlob, ...encrypted } = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("secret") });
    assert.deepEqual(encrypted, { KeyId: keyArn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
    assert.equal(Buffer.from(CiphertextBlob ?? []).includes("secret"), false);
    const { KeyMaterialId, ...decrypted } = await kms.call("Decrypt", { CiphertextBlob });
    assert.match(KeyMaterialId ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(decrypted, {
      KeyId: keyArn,
      Plaintext: Buffer.from("secret"),
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
    });
  });

  test("never make the same ciphertext twice", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const one = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("secret") });
    const other = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("secret") });
    assert.notDeepEqual(one.CiphertextBlob, other.CiphertextBlob);
  });

  test("bind the encryption context, in whatever order", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const { CiphertextBlob } = await kms.call("Encrypt", {
      KeyId: keyId,
      Plaintext: bytes("secret"),
      EncryptionContext: { tenant: "a", purpose: "test" },
    });
    const decrypting = (EncryptionContext: Record<string, string>) =>
      kms.call("Decrypt", { CiphertextBlob, EncryptionContext });
    const opened = await decrypting({ purpose: "test", tenant: "a" });
    assert.deepEqual(opened.Plaintext, Buffer.from("secret"));
    await assert.rejects(decrypting({ tenant: "b", purpose: "test" }), INVALID_CIPHERTEXT);
    await assert.rejects(decrypting({ tenant: "a" }), INVALID_CIPHERTEXT);
    await assert.rejects(decrypting({}), INVALID_CIPHERTEXT);
  });

  test("notice every altered part of a ciphertext", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const { CiphertextBlob } = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("secret") });
    const altered = (offset: number) => {
      const copy = Buffer.from(CiphertextBlob ?? []);
      copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
      return kms.call("Decrypt", { CiphertextBlob: copy });
    };
    const [format, material, salt, nonce, body, tag] = [0, 20, 21, 37, 49, 70];
    await assert.rejects(altered(format), INVALID_CIPHERTEXT);
    await assert.rejects(altered(material), INVALID_CIPHERTEXT);
    await assert.rejects(altered(salt), INVALID_CIPHERTEXT);
    await assert.rejects(altered(nonce), INVALID_CIPHERTEXT);
    await assert.rejects(altered(body), INVALID_CIPHERTEXT);
    await assert.rejects(altered(tag), INVALID_CIPHERTEXT);
    await assert.rejects(kms.call("Decrypt", { CiphertextBlob: bytes("no ciphertext") }), INVALID_CIPHERTEXT);
  });

  test("tell a ciphertext of another key apart", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const other = await kms.createKey();
    const { CiphertextBlob } = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") });
    await assert.rejects(kms.call("Decrypt", { CiphertextBlob, KeyId: other.keyId }), {
      code: "IncorrectKeyException",
      message: "The key ID in the request does not identify a CMK that can perform this operation.",
    });
  });

  test("lose what was encrypted under a key that is destroyed", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const { CiphertextBlob } = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") });
    await kms.call("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: 7 });
    await kms.clock.advance(8 * DAY_MS);
    await assert.rejects(kms.call("Decrypt", { CiphertextBlob }), { code: "AccessDeniedException" });
    await assert.rejects(kms.call("Decrypt", { CiphertextBlob, KeyId: keyId }), { code: "NotFoundException" });
  });

  test("work with RSA keys up to the size that their algorithm holds", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    const EncryptionAlgorithm = "RSAES_OAEP_SHA_256";
    const encrypting = (Plaintext: Uint8Array) => kms.call("Encrypt", { KeyId: keyId, Plaintext, EncryptionAlgorithm });
    const { CiphertextBlob } = await encrypting(bytes("secret"));
    assert.deepEqual(await kms.call("Decrypt", { KeyId: keyId, CiphertextBlob, EncryptionAlgorithm }), {
      KeyId: keyArn,
      Plaintext: Buffer.from("secret"),
      EncryptionAlgorithm,
    });
    await assert.rejects(encrypting(new Uint8Array(191)), {
      code: "ValidationException",
      message: "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
    });
    await assert.rejects(kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") }), {
      code: "InvalidKeyUsageException",
      message: "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.",
    });
  });

  test("refuse keys that are for something else", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    await assert.rejects(kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x") }), {
      code: "InvalidKeyUsageException",
      message: `${keyArn} key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.`,
    });
  });

  test("only say whether they would succeed when asked no more", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await assert.rejects(kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("x"), DryRun: true }), {
      code: "DryRunOperationException",
      message: "The request would have succeeded, but the DryRun option is set.",
    });
  });
});

describe("ReEncrypt", () => {
  test("moves a ciphertext to another key and context", async () => {
    await using kms = await startKms();
    const source = await kms.createKey();
    const destination = await kms.createKey();
    const { CiphertextBlob } = await kms.call("Encrypt", {
      KeyId: source.keyId,
      Plaintext: bytes("secret"),
      EncryptionContext: { at: "source" },
    });
    const moved = await kms.call("ReEncrypt", {
      CiphertextBlob,
      SourceEncryptionContext: { at: "source" },
      DestinationKeyId: destination.keyId,
      DestinationEncryptionContext: { at: "destination" },
    });
    assert.deepEqual([moved.SourceKeyId, moved.KeyId], [source.keyArn, destination.keyArn]);
    const opened = await kms.call("Decrypt", {
      CiphertextBlob: moved.CiphertextBlob,
      EncryptionContext: { at: "destination" },
    });
    assert.deepEqual([opened.KeyId, opened.Plaintext], [destination.keyArn, Buffer.from("secret")]);
  });
});

describe("GenerateDataKey", () => {
  test("answers a key and the same key encrypted", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    const context = { EncryptionContext: { of: "me" } };
    const dataKey = await kms.call("GenerateDataKey", { KeyId: keyId, KeySpec: "AES_256", ...context });
    assert.equal(dataKey.Plaintext?.byteLength, 32);
    assert.equal(dataKey.KeyId, keyArn);
    const opened = await kms.call("Decrypt", { CiphertextBlob: dataKey.CiphertextBlob, ...context });
    assert.deepEqual(opened.Plaintext, dataKey.Plaintext);
  });

  test("keeps the plaintext to itself when asked without", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const dataKey = await kms.call("GenerateDataKeyWithoutPlaintext", { KeyId: keyId, NumberOfBytes: 17 });
    assert.equal("Plaintext" in dataKey, false);
    const opened = await kms.call("Decrypt", { CiphertextBlob: dataKey.CiphertextBlob });
    assert.equal(opened.Plaintext?.byteLength, 17);
  });

  test("is told the length in one way, not two", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const unclear = { code: "ValidationException", message: "Please specify either number of bytes or key spec." };
    await assert.rejects(kms.call("GenerateDataKey", { KeyId: keyId }), unclear);
    const both = { KeyId: keyId, KeySpec: "AES_128", NumberOfBytes: 16 } as const;
    await assert.rejects(kms.call("GenerateDataKey", both), unclear);
  });

  test("comes as a key pair, too", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    const pair = await kms.call("GenerateDataKeyPair", { KeyId: keyId, KeyPairSpec: "ECC_NIST_P256" });
    const opened = await kms.call("Decrypt", { CiphertextBlob: pair.PrivateKeyCiphertextBlob });
    assert.deepEqual(opened.Plaintext, pair.PrivateKeyPlaintext);
    const kept = await kms.call("GenerateDataKeyPairWithoutPlaintext", { KeyId: keyId, KeyPairSpec: "ECC_NIST_P256" });
    assert.equal("PrivateKeyPlaintext" in kept, false);
    assert.ok(kept.PublicKey);
  });
});

describe("GenerateRandom", () => {
  test("answers as many bytes as asked for", async () => {
    await using kms = await startKms();
    assert.equal((await kms.call("GenerateRandom", { NumberOfBytes: 12 })).Plaintext?.byteLength, 12);
    await assert.rejects(kms.call("GenerateRandom", {}), {
      code: "ValidationException",
      message: "NumberOfBytes is required.",
    });
  });
});

/** Lets days pass, and whoever tends keys look at them then: it waits on the clock again when it is done. */
const pass = async ({ clock }: Awaited<ReturnType<typeof startKms>>, days: number): Promise<void> => {
  const isAtRest = () => clock.pending === 1;
  await eventually(isAtRest);
  await clock.jump(days * DAY_MS);
  await eventually(isAtRest);
};

describe("rotation", () => {
  test("gives new ciphertexts new material and goes on to open the old ones", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    const before = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("old") });
    assert.deepEqual(await kms.call("RotateKeyOnDemand", { KeyId: keyId }), { KeyId: keyArn });
    const after = await kms.call("Encrypt", { KeyId: keyId, Plaintext: bytes("new") });
    const old = await kms.call("Decrypt", { CiphertextBlob: before.CiphertextBlob });
    const fresh = await kms.call("Decrypt", { CiphertextBlob: after.CiphertextBlob });
    assert.deepEqual([old.Plaintext, fresh.Plaintext], [Buffer.from("old"), Buffer.from("new")]);
    const { KeyMetadata } = await kms.call("DescribeKey", { KeyId: keyId });
    assert.equal(fresh.KeyMaterialId, KeyMetadata?.CurrentKeyMaterialId);
    assert.notEqual(old.KeyMaterialId, fresh.KeyMaterialId);
  });

  test("happens by itself when its period has passed, again and again", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("EnableKeyRotation", { KeyId: keyId, RotationPeriodInDays: 90 });
    assert.deepEqual(await kms.call("GetKeyRotationStatus", { KeyId: keyId }), {
      KeyId: keyArn,
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
      NextRotationDate: new Date("2026-04-01T00:00:00.000Z"),
    });
    await pass(kms, 90);
    await pass(kms, 91);
    const { Rotations } = await kms.call("ListKeyRotations", { KeyId: keyId });
    assert.deepEqual(
      Rotations?.map(({ RotationType, KeyMaterialState }) => [RotationType, KeyMaterialState]),
      [
        ["AUTOMATIC", "NON_CURRENT"],
        ["AUTOMATIC", "CURRENT"],
      ],
    );
  });

  test("stops when it is disabled", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("EnableKeyRotation", { KeyId: keyId });
    await kms.call("DisableKeyRotation", { KeyId: keyId });
    await pass(kms, 400);
    const status = await kms.call("GetKeyRotationStatus", { KeyId: keyId });
    assert.deepEqual(status, { KeyId: keyArn, KeyRotationEnabled: false });
    assert.deepEqual((await kms.call("ListKeyRotations", { KeyId: keyId })).Rotations, []);
  });

  test("lists the first material on request", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey();
    await kms.call("RotateKeyOnDemand", { KeyId: keyId });
    const all = await kms.call("ListKeyRotations", { KeyId: keyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
    assert.deepEqual(
      all.Rotations?.map(({ RotationType }) => RotationType),
      [undefined, "ON_DEMAND"],
    );
  });

  test("on demand is refused for disabled keys and for others than symmetric ones", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    await kms.call("DisableKey", { KeyId: keyId });
    await assert.rejects(kms.call("RotateKeyOnDemand", { KeyId: keyId }), {
      code: "DisabledException",
      message: `${keyArn} is disabled.`,
    });
    const hmac = await kms.createKey({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    await assert.rejects(kms.call("RotateKeyOnDemand", { KeyId: hmac.keyId }), {
      code: "UnsupportedOperationException",
    });
  });
});
