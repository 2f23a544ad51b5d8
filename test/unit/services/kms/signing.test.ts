import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { bytes, startKms } from "./start-kms.ts";

describe("GenerateMac and VerifyMac", () => {
  test("agree on a message, and on no other", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey({ KeySpec: "HMAC_384", KeyUsage: "GENERATE_VERIFY_MAC" });
    const MacAlgorithm = "HMAC_SHA_384";
    const { Mac = new Uint8Array() } = await kms.call("GenerateMac", {
      KeyId: keyId,
      Message: bytes("m"),
      MacAlgorithm,
    });
    const verifying = (text: string) =>
      kms.call("VerifyMac", { KeyId: keyId, Message: bytes(text), Mac, MacAlgorithm });
    assert.deepEqual(await verifying("m"), { KeyId: keyArn, MacValid: true, MacAlgorithm });
    await assert.rejects(verifying("n"), { code: "KMSInvalidMacException", message: "" });
  });

  test("refuse an algorithm of another key spec", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey({ KeySpec: "HMAC_224", KeyUsage: "GENERATE_VERIFY_MAC" });
    const request = { KeyId: keyId, Message: bytes("m"), MacAlgorithm: "HMAC_SHA_256" } as const;
    await assert.rejects(kms.call("GenerateMac", request), {
      code: "InvalidKeyUsageException",
      message: "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.",
    });
  });
});

describe("Sign and Verify", () => {
  test("make ECDSA signatures that anyone with the public key can check", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    const request = { KeyId: keyId, Message: bytes("m"), SigningAlgorithm: "ECDSA_SHA_256" } as const;
    const { Signature = new Uint8Array() } = await kms.call("Sign", request);
    const { PublicKey = new Uint8Array(), ...published } = await kms.call("GetPublicKey", { KeyId: keyId });
    assert.deepEqual(published, {
      KeyId: keyArn,
      CustomerMasterKeySpec: "ECC_NIST_P256",
      KeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
      SigningAlgorithms: ["ECDSA_SHA_256"],
    });
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    assert.equal(verify("sha256", bytes("m"), publicKey, Signature), true);
    assert.equal((await kms.call("Verify", { ...request, Signature })).SignatureValid, true);
    await assert.rejects(kms.call("Verify", { ...request, Message: bytes("n"), Signature }), {
      code: "KMSInvalidSignatureException",
      message: "",
    });
  });

  test("sign by RSA with both paddings", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
    const pss = { KeyId: keyId, Message: bytes("m"), SigningAlgorithm: "RSASSA_PSS_SHA_512" } as const;
    const pkcs = { ...pss, SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256" } as const;
    const { Signature = new Uint8Array() } = await kms.call("Sign", pss);
    assert.equal((await kms.call("Verify", { ...pss, Signature })).SignatureValid, true);
    await assert.rejects(kms.call("Verify", { ...pkcs, Signature }), { code: "KMSInvalidSignatureException" });
    const signed = await kms.call("Sign", pkcs);
    assert.equal(
      (await kms.call("Verify", { ...pkcs, Signature: signed.Signature ?? Signature })).SignatureValid,
      true,
    );
  });

  test("refuse keys without a private half", async () => {
    await using kms = await startKms();
    const { keyId, keyArn } = await kms.createKey();
    const request = { KeyId: keyId, Message: bytes("m"), SigningAlgorithm: "ECDSA_SHA_256" } as const;
    await assert.rejects(kms.call("Sign", request), {
      code: "InvalidKeyUsageException",
      message: `${keyArn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`,
    });
    await assert.rejects(kms.call("GetPublicKey", { KeyId: keyId }), { code: "UnsupportedOperationException" });
  });
});

describe("DeriveSharedSecret", () => {
  test("arrives at the same secret on both sides", async () => {
    await using kms = await startKms();
    const agreement = { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" } as const;
    const one = await kms.createKey(agreement);
    const other = await kms.createKey(agreement);
    const derive = async (KeyId: string, theirs: string) => {
      const { PublicKey = new Uint8Array() } = await kms.call("GetPublicKey", { KeyId: theirs });
      return kms.call("DeriveSharedSecret", { KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey });
    };
    const { SharedSecret, ...answer } = await derive(one.keyId, other.keyId);
    assert.equal(SharedSecret?.byteLength, 32);
    assert.deepEqual((await derive(other.keyId, one.keyId)).SharedSecret, SharedSecret);
    assert.deepEqual(answer, { KeyId: one.keyArn, KeyAgreementAlgorithm: "ECDH", KeyOrigin: "AWS_KMS" });
  });

  test("refuses public keys of another curve", async () => {
    await using kms = await startKms();
    const { keyId } = await kms.createKey({ KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" });
    const other = await kms.createKey({ KeySpec: "ECC_NIST_P384", KeyUsage: "KEY_AGREEMENT" });
    const { PublicKey = new Uint8Array() } = await kms.call("GetPublicKey", { KeyId: other.keyId });
    const deriving = kms.call("DeriveSharedSecret", { KeyId: keyId, KeyAgreementAlgorithm: "ECDH", PublicKey });
    await assert.rejects(deriving, { code: "ValidationException" });
  });
});
