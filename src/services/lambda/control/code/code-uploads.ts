import { createHash } from "node:crypto";
import type { FunctionCode as FunctionCodeRequest } from "../../../../models/generated/lambda.ts";
import { codeStorageExceeded, invalidParameter, notSupportedYet, zippedTooLarge } from "../../exceptions.ts";
import type { FunctionCode } from "../../model/function-version.ts";
import { MAX_CODE_STORAGE_BYTES, MAX_ZIPPED_BYTES } from "../../model/quotas.ts";
import type { ObjectReader } from "../../../s3/contract.ts";
import { readCodeFromBucket } from "./code-from-bucket.ts";
import type { CodeLease, UnpackedCode } from "./unpacked-code.ts";

/** Where uploaded archives are kept: the blob store. */
export interface CodeBlobs {
  put(content: Uint8Array): Promise<FunctionCode>;
}

/** Code that was found good and is stored durably; held until disposed, so that it cannot be collected meanwhile. */
export type AcceptedCode = FunctionCode & AsyncDisposable;

/** Takes in the code of a request. */
export class CodeUploads {
  readonly #unpacked: Pick<UnpackedCode, "accept">;
  readonly #blobs: CodeBlobs;
  readonly #objects: ObjectReader;
  readonly #storedBytes: () => Promise<number>;

  constructor(parts: {
    readonly unpacked: Pick<UnpackedCode, "accept">;
    readonly blobs: CodeBlobs;
    /** Where code is read from that was uploaded to a bucket. */
    readonly objects: ObjectReader;
    /** Size of all code of the account. */
    readonly storedBytes: () => Promise<number>;
  }) {
    this.#unpacked = parts.unpacked;
    this.#blobs = parts.blobs;
    this.#objects = parts.objects;
    this.#storedBytes = parts.storedBytes;
  }

  /** @throws ServiceException when there is no code, when it comes from where it cannot come yet, or is no good archive */
  async accept(request: FunctionCodeRequest): Promise<AcceptedCode> {
    const archive = findArchive(request) ?? (await readCodeFromBucket(this.#objects, request));
    if ((await this.#storedBytes()) + archive.byteLength > MAX_CODE_STORAGE_BYTES) throw codeStorageExceeded();
    const sha256 = createHash("sha256").update(archive).digest("hex");
    const lease = await this.#unpacked.accept(sha256, archive);
    return { ...(await this.#store(archive, lease)), [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose]() };
  }

  async #store(archive: Uint8Array, lease: CodeLease): Promise<FunctionCode> {
    try {
      const { sha256, sizeBytes } = await this.#blobs.put(archive);
      return { sha256, sizeBytes };
    } catch (error) {
      await lease[Symbol.asyncDispose]();
      throw error;
    }
  }
}

/** @returns undefined when the code is in a bucket */
const findArchive = (request: FunctionCodeRequest): Uint8Array | undefined => {
  const fromBucket = request.S3Bucket ?? request.S3Key ?? request.S3ObjectVersion;
  if (request.ZipFile !== undefined) {
    if (fromBucket !== undefined || request.ImageUri !== undefined) {
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    if (request.ZipFile.byteLength > MAX_ZIPPED_BYTES) throw zippedTooLarge(MAX_ZIPPED_BYTES);
    return request.ZipFile;
  }
  if (request.ImageUri !== undefined) throw notSupportedYet("Functions from container images are");
  if (fromBucket !== undefined) return undefined;
  throw invalidParameter("Please provide a source for function code.");
};
