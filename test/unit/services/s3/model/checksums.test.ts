import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { crc32 } from "node:zlib";
import {
  checksumTypeOf,
  givenChecksum,
  joinChecksums,
  joinETags,
} from "../../../../../src/services/s3/model/checksums.ts";

const md5 = (text: string | Uint8Array): string => createHash("md5").update(text).digest("hex");

const crc32Base64 = (text: string | Uint8Array): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64");
};

const PARTS = ["first part", "second"].map((text) => ({ checksum: crc32Base64(text), sizeBytes: text.length }));

describe("the checksum of a multipart object", () => {
  test("is that of all bytes when it is a full one", () => {
    const { value } = joinChecksums("CRC32", "FULL_OBJECT", PARTS);
    assert.equal(value, crc32Base64("first partsecond"));
  });

  test("is that of the parts' checksums when it is a composite one", () => {
    const digests = Buffer.concat(PARTS.map(({ checksum }) => Buffer.from(checksum, "base64")));
    assert.equal(joinChecksums("CRC32", "COMPOSITE", PARTS).value, `${crc32Base64(digests)}-2`);
  });

  test("is of the type that its algorithm allows", () => {
    assert.equal(checksumTypeOf("CRC64NVME", undefined), "FULL_OBJECT");
    assert.equal(checksumTypeOf("SHA256", undefined), "COMPOSITE");
    assert.equal(checksumTypeOf("CRC32", "FULL_OBJECT"), "FULL_OBJECT");
    assert.throws(() => checksumTypeOf("SHA1", "FULL_OBJECT"), { code: "InvalidRequest" });
    assert.throws(() => checksumTypeOf("CRC64NVME", "COMPOSITE"), { code: "InvalidRequest" });
  });
});

describe("the ETag of a multipart object", () => {
  test("is the MD5 of the parts' MD5s and their number", () => {
    const digests = Buffer.from(md5("a") + md5("b"), "hex");
    assert.equal(joinETags([md5("a"), md5("b")]), `${md5(digests)}-2`);
  });
});

describe("givenChecksum", () => {
  test("refuses one that nobody here verifies", () => {
    assert.deepEqual(givenChecksum({ ChecksumSHA1: "x" }), { name: "SHA1", value: "x" });
    assert.throws(() => givenChecksum({ ChecksumXXHASH64: "x" }), { code: "NotImplemented", statusCode: 501 });
  });
});
