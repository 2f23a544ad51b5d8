import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CborTag, decodeCbor } from "../../../../src/protocol/cbor/cbor-decoder.ts";
import { encodeCbor } from "../../../../src/protocol/cbor/cbor-encoder.ts";
import { MalformedInput } from "../../../../src/protocol/malformed-input.ts";

const decodeHex = (hex: string): unknown => decodeCbor(Buffer.from(hex, "hex"));
const encodeHex = (value: unknown): string => Buffer.from(encodeCbor(value)).toString("hex");

/** Examples of RFC 8949, appendix A. */
describe("decodeCbor", () => {
  test("reads integers of every width", () => {
    assert.equal(decodeHex("17"), 23);
    assert.equal(decodeHex("1818"), 24);
    assert.equal(decodeHex("1903e8"), 1000);
    assert.equal(decodeHex("1a000f4240"), 1000000);
    assert.equal(decodeHex("1b000000e8d4a51000"), 1000000000000);
    assert.equal(decodeHex("3903e7"), -1000);
  });

  test("reads floats of every width", () => {
    assert.equal(decodeHex("f93e00"), 1.5);
    assert.equal(decodeHex("f90001"), 5.960464477539063e-8);
    assert.equal(decodeHex("f97c00"), Infinity);
    assert.equal(decodeHex("f97e00"), Number.NaN);
    assert.equal(decodeHex("fa47c35000"), 100000);
    assert.equal(decodeHex("fbc010666666666666"), -4.1);
  });

  test("reads simple values, texts and bytes", () => {
    assert.equal(decodeHex("f5"), true);
    assert.equal(decodeHex("f6"), null);
    assert.equal(decodeHex("f7"), null);
    assert.equal(decodeHex("62c3bc"), "ü");
    assert.deepEqual(decodeHex("4401020304"), Buffer.from([1, 2, 3, 4]));
  });

  test("reads arrays, maps and tags", () => {
    assert.deepEqual(decodeHex("8301820203820405"), [1, [2, 3], [4, 5]]);
    assert.deepEqual(decodeHex("a26161016162820203"), { a: 1, b: [2, 3] });
    assert.deepEqual(decodeHex("c11a514b67b0"), new CborTag(1, 1363896240));
  });

  test("reads indefinite lengths", () => {
    assert.deepEqual(decodeHex("5f42010243030405ff"), Buffer.from([1, 2, 3, 4, 5]));
    assert.equal(decodeHex("7f657374726561646d696e67ff"), "streaming");
    assert.deepEqual(decodeHex("bf61610161629f0203ffff"), { a: 1, b: [2, 3] });
  });

  test("keeps a key that JavaScript gives a meaning of its own", () => {
    const decoded = decodeCbor(encodeCbor(JSON.parse('{"__proto__":1}'))) as object;
    assert.deepEqual(Object.entries(decoded), [["__proto__", 1]]);
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
  });

  test("refuses broken items", () => {
    assert.throws(() => decodeHex(""), MalformedInput);
    assert.throws(() => decodeHex("1c"), MalformedInput);
    assert.throws(() => decodeHex("ff"), MalformedInput);
    assert.throws(() => decodeHex("0000"), MalformedInput);
    assert.throws(() => decodeHex("62ff"), MalformedInput);
    assert.throws(() => decodeHex("61ff"), MalformedInput);
    assert.throws(() => decodeHex("a10101"), MalformedInput);
    assert.throws(() => decodeHex("82ff01"), MalformedInput);
    assert.throws(() => decodeHex("1f"), MalformedInput);
  });
});

describe("encodeCbor", () => {
  test("writes the shortest integers, and doubles for the rest", () => {
    assert.equal(encodeHex(23), "17");
    assert.equal(encodeHex(255), "18ff");
    assert.equal(encodeHex(-1000), "3903e7");
    assert.equal(encodeHex(1000000000000), "1b000000e8d4a51000");
    assert.equal(encodeHex(-4.1), "fbc010666666666666");
    assert.equal(encodeHex(-0), "fb8000000000000000");
  });

  test("writes texts, bytes, arrays and tags, leaving out undefined members", () => {
    assert.equal(encodeHex({ a: "ü", b: undefined, c: new Uint8Array([1]) }), "a2616162c3bc61634101");
    assert.equal(encodeHex([true, null, new CborTag(1, 1363896240)]), "83f5f6c11a514b67b0");
  });

  test("grows beyond its first buffer", () => {
    const text = "x".repeat(100_000);
    assert.deepEqual(decodeCbor(encodeCbor({ text, list: [text] })), { text, list: [text] });
  });
});
