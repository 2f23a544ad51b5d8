import { ServiceException } from "../../aws/service-exception.ts";
import type { Trailers } from "../../protocol/aws-chunked/decode.ts";
import { malformedTrailer } from "../../protocol/aws-chunked/exceptions.ts";
import type { RequestHead } from "../served-service.ts";
import { AMZ_CHECKSUMS, CONTENT_MD5, type ChecksumAlgorithm, type RunningChecksum } from "../../aws/checksum.ts";

/**
 * PARITY: here the header tells the checksum of the object that the parts form together, not of the body.
 */
const ABOUT_THE_OBJECT: ReadonlySet<string> = new Set(["CompleteMultipartUpload"]);

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

interface Check {
  readonly algorithm: ChecksumAlgorithm;
  readonly running: RunningChecksum;
  /** Undefined when a trailer will tell. */
  readonly expected: string | undefined;
}

/** Holds a body against every checksum that the client gave for it, in headers or announced as trailers. */
export class BodyChecks {
  readonly #checks: readonly Check[];

  private constructor(checks: readonly Check[]) {
    this.#checks = checks;
  }

  /**
   * @returns undefined when the client gave none
   * @throws ServiceException when a value cannot be a checksum of its kind
   */
  static of({ headers }: RequestHead, operationName: string): BodyChecks | undefined {
    const checks: Check[] = [];
    const announced = headers["x-amz-trailer"]?.toLowerCase();
    const md5 = headers[CONTENT_MD5.header];
    if (md5 !== undefined) checks.push(startCheck(CONTENT_MD5, md5));
    if (!ABOUT_THE_OBJECT.has(operationName)) {
      for (const algorithm of AMZ_CHECKSUMS) {
        const expected = headers[algorithm.header];
        if (expected !== undefined || announced === algorithm.header) checks.push(startCheck(algorithm, expected));
      }
    }
    return checks.length === 0 ? undefined : new BodyChecks(checks);
  }

  update(bytes: Uint8Array): void {
    for (const { running } of this.#checks) running.update(bytes);
  }

  /** @throws ServiceException when the body is not the one the client meant */
  finish(trailers: Trailers): void {
    for (const { algorithm, running, expected = trailers[algorithm.header] } of this.#checks) {
      if (expected === undefined) throw malformedTrailer();
      if (running.digest() !== expected) throw badDigest(algorithm);
    }
  }
}

const startCheck = (algorithm: ChecksumAlgorithm, expected: string | undefined): Check => {
  if (expected !== undefined && !isDigest(expected, algorithm.digestBytes)) throw invalidDigest(algorithm);
  return { algorithm, running: algorithm.start(), expected };
};

const isDigest = (text: string, bytes: number): boolean =>
  BASE64.test(text) && Buffer.from(text, "base64").length === bytes;

const invalidDigest = (algorithm: ChecksumAlgorithm): ServiceException =>
  algorithm === CONTENT_MD5
    ? new ServiceException({
        code: "InvalidDigest",
        message: "The Content-MD5 you specified was invalid.",
        statusCode: 400,
      })
    : new ServiceException({
        code: "InvalidRequest",
        message: `Value for ${algorithm.header} header is invalid.`,
        statusCode: 400,
      });

const badDigest = ({ displayName }: ChecksumAlgorithm): ServiceException =>
  new ServiceException({
    code: "BadDigest",
    message:
      displayName === CONTENT_MD5.displayName
        ? "The Content-MD5 you specified did not match what we received."
        : `The ${displayName} you specified did not match the calculated checksum.`,
    statusCode: 400,
  });
