import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AMZ_CHECKSUMS, type ChecksumAlgorithm } from "../../../src/aws/checksum.ts";
import { combineCrc } from "../../../src/base/combine-crc.ts";

const crcOf = ({ start }: ChecksumAlgorithm, text: string): Uint8Array => {
  const running = start();
  running.update(Buffer.from(text));
  return Buffer.from(running.digest(), "base64");
};

const combined = (algorithm: ChecksumAlgorithm, texts: readonly string[]): Uint8Array => {
  const pieces = texts.map((text) => ({ crc: crcOf(algorithm, text), sizeBytes: text.length }));
  return combineCrc(pieces, algorithm.polynomial ?? 0n, algorithm.digestBytes);
};

const byName = (name: string): ChecksumAlgorithm => {
  const found = AMZ_CHECKSUMS.find(({ displayName }) => displayName === name);
  assert.ok(found);
  return found;
};

describe("combineCrc", () => {
  const pieces = ["", "a first piece", "x".repeat(70_000), "", "the last"];

  test("knows the CRC-32 of joined pieces by their own", () => {
    assert.deepEqual(combined(byName("CRC32"), pieces), crcOf(byName("CRC32"), pieces.join("")));
  });

  test("knows their CRC-32C", () => {
    assert.deepEqual(combined(byName("CRC32C"), pieces), crcOf(byName("CRC32C"), pieces.join("")));
  });

  test("knows their CRC-64/NVME", () => {
    assert.deepEqual(combined(byName("CRC64NVME"), pieces), crcOf(byName("CRC64NVME"), pieces.join("")));
  });
});
