import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deriveSigningKey, SigningKeyCache } from "../../../../src/protocol/sigv4/signing-key.ts";

const SCOPE = { date: "20260101", region: "us-east-1", signingName: "lambda" };

describe("SigningKeyCache", () => {
  test("remembers a key", () => {
    const cache = new SigningKeyCache();
    assert.equal(cache.get("AKIA", "secret", SCOPE), cache.get("AKIA", "secret", SCOPE));
  });

  test("does not take an old secret's key for a new one", () => {
    const cache = new SigningKeyCache();
    cache.get("AKIA", "old", SCOPE);
    assert.equal(cache.get("AKIA", "new", SCOPE).sign("text"), deriveSigningKey("new", SCOPE).sign("text"));
  });

  test("forgets the oldest rather than grow without end", () => {
    const cache = new SigningKeyCache({ maxKeys: 2 });
    const first = cache.get("AKIA1", "secret", SCOPE);
    cache.get("AKIA2", "secret", SCOPE);
    cache.get("AKIA3", "secret", SCOPE);
    assert.notEqual(cache.get("AKIA1", "secret", SCOPE), first);
  });
});
