import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c, Crc64Nvme, POLYNOMIAL_CRC32, POLYNOMIAL_CRC32C, POLYNOMIAL_CRC64_NVME } from "../base/crc.ts";

/** A checksum that runs over a body piece by piece. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** As AWS writes it: the bytes, most significant first, in base64. Ends the run. */
  digest(): string;
}

const crcOf32Bits = (step: (bytes: Uint8Array, previous: number) => number): RunningChecksum => {
  let value = 0;
  return {
    update: (bytes) => {
      value = step(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
};

const hashOf = (algorithm: string): RunningChecksum => {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
};

const crc64Nvme = (): RunningChecksum => {
  const crc = new Crc64Nvme();
  return { update: (bytes) => crc.update(bytes), digest: () => crc.digest().toString("base64") };
};

/** How a header or trailer is called, how AWS calls its algorithm in errors, how long its value is, how it is made. */
export interface ChecksumAlgorithm {
  readonly header: string;
  readonly displayName: string;
  readonly digestBytes: number;
  readonly start: () => RunningChecksum;
  /** Generator polynomial of a CRC, which can be had of joined pieces by their own; absent of hashes. */
  readonly polynomial?: bigint;
}

export const CONTENT_MD5: ChecksumAlgorithm = {
  header: "content-md5",
  displayName: "Content-MD5",
  digestBytes: 16,
  start: () => hashOf("md5"),
};

const amz = (
  name: string,
  digestBytes: number,
  start: () => RunningChecksum,
  polynomial?: bigint,
): ChecksumAlgorithm => ({
  header: `x-amz-checksum-${name}`,
  displayName: name.toUpperCase(),
  digestBytes,
  start,
  ...(polynomial !== undefined && { polynomial }),
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const AMZ_CHECKSUMS: readonly ChecksumAlgorithm[] = [
  amz("crc32", 4, () => crcOf32Bits(crc32), POLYNOMIAL_CRC32),
  amz("crc32c", 4, () => crcOf32Bits(crc32c), POLYNOMIAL_CRC32C),
  amz("crc64nvme", 8, crc64Nvme, POLYNOMIAL_CRC64_NVME),
  amz("sha1", 20, () => hashOf("sha1")),
  amz("sha256", 32, () => hashOf("sha256")),
];
