import { createHash } from "node:crypto";
import { AMZ_CHECKSUMS, type ChecksumAlgorithm } from "../../../aws/checksum.ts";
import type { ChecksumAlgorithm as RequestedAlgorithm, PutObjectRequest } from "../../../models/generated/s3.ts";
import { combineCrc } from "../../../base/combine-crc.ts";
import { invalidRequest, unsupportedHeader } from "../exceptions.ts";
import type { Checksum, ChecksumName, ChecksumType } from "./object-version.ts";

/** What S3 computes of its own accord. */
export const DEFAULT_CHECKSUM: ChecksumName = "CRC64NVME";

const NAMES: ReadonlySet<string> = new Set<ChecksumName>(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]);

export const checksumAlgorithm = (name: ChecksumName): ChecksumAlgorithm => {
  const algorithm = AMZ_CHECKSUMS.find(({ displayName }) => displayName === name);
  if (algorithm === undefined) throw new TypeError(`no checksum is called ${name}`);
  return algorithm;
};

type ChecksumHeaders = Pick<
  PutObjectRequest,
  | "ChecksumCRC32"
  | "ChecksumCRC32C"
  | "ChecksumCRC64NVME"
  | "ChecksumSHA1"
  | "ChecksumSHA256"
  | "ChecksumSHA512"
  | "ChecksumMD5"
  | "ChecksumXXHASH64"
  | "ChecksumXXHASH3"
  | "ChecksumXXHASH128"
>;

/** @throws ServiceException for an algorithm that this server does not compute */
export const checksumName = (requested: RequestedAlgorithm | undefined): ChecksumName | undefined => {
  if (requested === undefined) return undefined;
  if (!NAMES.has(requested)) {
    throw invalidRequest(
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${[...NAMES].join(", ")}]`,
    );
  }
  return requested as ChecksumName;
};

/** The checksum that came in a header, if one did. */
export const givenChecksum = (
  headers: ChecksumHeaders,
): { readonly name: ChecksumName; readonly value: string } | undefined => {
  refuseUnknown(headers);
  const values: Readonly<Record<ChecksumName, string | undefined>> = {
    CRC32: headers.ChecksumCRC32,
    CRC32C: headers.ChecksumCRC32C,
    CRC64NVME: headers.ChecksumCRC64NVME,
    SHA1: headers.ChecksumSHA1,
    SHA256: headers.ChecksumSHA256,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const [[name, value] = []] = given;
  return value === undefined ? undefined : { name: name as ChecksumName, value };
};

/** A checksum that nobody verifies must not be taken as if somebody did. */
const refuseUnknown = (headers: ChecksumHeaders): void => {
  const unknown = [
    ["x-amz-checksum-sha512", headers.ChecksumSHA512],
    ["x-amz-checksum-md5", headers.ChecksumMD5],
    ["x-amz-checksum-xxhash64", headers.ChecksumXXHASH64],
    ["x-amz-checksum-xxhash3", headers.ChecksumXXHASH3],
    ["x-amz-checksum-xxhash128", headers.ChecksumXXHASH128],
  ] as const;
  for (const [header, value] of unknown) if (value !== undefined) throw unsupportedHeader(header);
};

/** The members that show a checksum, in headers and documents alike. */
export const checksumOutput = (checksum: Checksum | undefined) =>
  checksum === undefined ? {} : { ...checksumMember(checksum.name, checksum.value), ChecksumType: checksum.type };

/** One checksum under its own member, for example `ChecksumCRC32`. */
export const checksumMember = (name: ChecksumName, value: string) => ({
  ChecksumCRC32: name === "CRC32" ? value : undefined,
  ChecksumCRC32C: name === "CRC32C" ? value : undefined,
  ChecksumCRC64NVME: name === "CRC64NVME" ? value : undefined,
  ChecksumSHA1: name === "SHA1" ? value : undefined,
  ChecksumSHA256: name === "SHA256" ? value : undefined,
});

/**
 * How the checksum of a multipart upload is formed.
 * @throws ServiceException where the algorithm does not allow what was asked
 */
export const checksumTypeOf = (name: ChecksumName, requested: ChecksumType | undefined): ChecksumType => {
  const isHash = name === "SHA1" || name === "SHA256";
  if (requested === "FULL_OBJECT" && isHash) throw typeRefused("FULL_OBJECT", name);
  if (requested === "COMPOSITE" && name === "CRC64NVME") throw typeRefused("COMPOSITE", name);
  return requested ?? (name === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
};

const typeRefused = (type: ChecksumType, name: ChecksumName) =>
  invalidRequest(`The ${type} checksum type cannot be used with the ${name.toLowerCase()} checksum algorithm.`);

/** The checksum of an object from those of its parts. */
export const joinChecksums = (
  name: ChecksumName,
  type: ChecksumType,
  parts: readonly { readonly checksum: string; readonly sizeBytes: number }[],
): Checksum => {
  const algorithm = checksumAlgorithm(name);
  const digests = parts.map(({ checksum }) => Buffer.from(checksum, "base64"));
  if (type === "COMPOSITE") {
    const running = algorithm.start();
    for (const digest of digests) running.update(digest);
    return { name, type, value: `${running.digest()}-${parts.length}` };
  }
  if (algorithm.polynomial === undefined) throw new TypeError(`${name} cannot be joined`);
  const pieces = parts.map(({ checksum, sizeBytes }) => ({ crc: Buffer.from(checksum, "base64"), sizeBytes }));
  const joined = combineCrc(pieces, algorithm.polynomial, algorithm.digestBytes);
  return { name, type, value: Buffer.from(joined).toString("base64") };
};

/** PARITY: the ETag of a multipart object is the MD5 of its parts' MD5s, with the number of parts behind a dash. */
export const joinETags = (eTags: readonly string[]): string => {
  const hash = createHash("md5");
  for (const eTag of eTags) hash.update(Buffer.from(eTag, "hex"));
  return `${hash.digest("hex")}-${eTags.length}`;
};
