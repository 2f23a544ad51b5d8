import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BodyChecks } from "../../../../src/gateway/body/body-checks.ts";

const check = (headers: Record<string, string>, body: string, trailers = {}, operationName = "PutObject"): void => {
  const checks = BodyChecks.of({ method: "PUT", path: "/", query: "", headers }, operationName);
  checks?.update(Buffer.from(body));
  checks?.finish(trailers);
};

const ABC_MD5 = "kAFQmDzST7DWlj99KOF/cg==";
const ABC_CRC32 = "NSRBwg==";

describe("BodyChecks", () => {
  test("asks for nothing where nothing was promised", () => {
    assert.equal(BodyChecks.of({ method: "PUT", path: "/", query: "", headers: {} }, "PutObject"), undefined);
  });

  test("holds a body against Content-MD5", () => {
    check({ "content-md5": ABC_MD5 }, "abc");
    assert.throws(() => check({ "content-md5": ABC_MD5 }, "abd"), {
      code: "BadDigest",
      statusCode: 400,
      message: "The Content-MD5 you specified did not match what we received.",
    });
  });

  test("holds a body against an x-amz-checksum header", () => {
    check({ "x-amz-checksum-crc32": ABC_CRC32 }, "abc");
    assert.throws(() => check({ "x-amz-checksum-crc32": ABC_CRC32 }, "abd"), {
      code: "BadDigest",
      message: "The CRC32 you specified did not match the calculated checksum.",
    });
  });

  test("refuses values of the wrong length before reading the body", () => {
    assert.throws(() => check({ "content-md5": "AAAA" }, "abc"), { code: "InvalidDigest" });
    assert.throws(() => check({ "x-amz-checksum-sha256": "AAAA" }, "abc"), {
      code: "InvalidRequest",
      message: "Value for x-amz-checksum-sha256 header is invalid.",
    });
  });

  test("waits for a trailer that was announced", () => {
    const headers = { "x-amz-trailer": "x-amz-checksum-crc32" };
    check(headers, "abc", { "x-amz-checksum-crc32": ABC_CRC32 });
    assert.throws(() => check(headers, "abd", { "x-amz-checksum-crc32": ABC_CRC32 }), { code: "BadDigest" });
    assert.throws(() => check(headers, "abc"), { code: "MalformedTrailerError" });
  });

  test("knows that CompleteMultipartUpload gives the checksum of the object", () => {
    check({ "x-amz-checksum-crc32": "AAAAAA==" }, "<xml/>", {}, "CompleteMultipartUpload");
  });
});
