import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AMZ_CHECKSUMS, CONTENT_MD5, type ChecksumAlgorithm } from "../../../src/aws/checksum.ts";

const digestOf = (algorithm: ChecksumAlgorithm | undefined, ...pieces: string[]): string => {
  assert.ok(algorithm);
  const running = algorithm.start();
  pieces.forEach((piece) => running.update(Buffer.from(piece)));
  return Buffer.from(running.digest(), "base64").toString("hex");
};

const byHeader = (header: string): ChecksumAlgorithm | undefined =>
  AMZ_CHECKSUMS.find((algorithm) => algorithm.header === header);

/** Source: the check values of the CRC catalogue and of RFC 1321, RFC 3174 and FIPS 180. */
describe("checksums have the published values", () => {
  test("crc32", () => assert.equal(digestOf(byHeader("x-amz-checksum-crc32"), "1234", "56789"), "cbf43926"));
  test("crc32c", () => assert.equal(digestOf(byHeader("x-amz-checksum-crc32c"), "1234", "56789"), "e3069283"));
  test("crc64nvme", () =>
    assert.equal(digestOf(byHeader("x-amz-checksum-crc64nvme"), "1234", "56789"), "ae8b14860a799888"));
  test("sha1", () =>
    assert.equal(digestOf(byHeader("x-amz-checksum-sha1"), "a", "bc"), "a9993e364706816aba3e25717850c26c9cd0d89d"));
  test("sha256", () =>
    assert.equal(
      digestOf(byHeader("x-amz-checksum-sha256"), "a", "bc"),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ));
  test("md5", () => assert.equal(digestOf(CONTENT_MD5, "a", "bc"), "900150983cd24fb0d6963f7d28e17f72"));
});
