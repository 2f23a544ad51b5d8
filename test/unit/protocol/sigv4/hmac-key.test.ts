import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { HmacKey } from "../../../../src/protocol/sigv4/hmac-key.ts";

const theirs = (key: Uint8Array, text: string): string => createHmac("sha256", key).update(text).digest("hex");

describe("HmacKey", () => {
  /** @see https://www.rfc-editor.org/rfc/rfc4231 test case 2 */
  test("signs as RFC 4231 has it", () => {
    assert.equal(
      new HmacKey(Buffer.from("Jefe")).sign("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  test("signs text of any length and any characters as UTF-8", () => {
    const key = Buffer.alloc(32, 7);
    assert.equal(new HmacKey(key).sign(""), theirs(key, ""));
    assert.equal(new HmacKey(key).sign("ä€𝄞".repeat(1000)), theirs(key, "ä€𝄞".repeat(1000)));
  });

  test("signs one text after the other", () => {
    const key = new HmacKey(Buffer.alloc(64, 9));
    key.sign("a longer text than the next");
    assert.equal(key.sign("short"), theirs(Buffer.alloc(64, 9), "short"));
  });

  test("takes no key that would have to be hashed first", () => {
    assert.throws(() => new HmacKey(Buffer.alloc(65)), RangeError);
  });
});
