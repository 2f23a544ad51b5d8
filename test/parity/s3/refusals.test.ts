import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { S3Operations } from "../../../src/models/generated/s3.ts";
import { bodyOf, TestS3 } from "../../support/s3.ts";

/** A refusal as S3 gave it; `properties` are the elements of its error beside code and message. */
interface Case {
  readonly situation: string;
  readonly operation: keyof S3Operations;
  readonly input: object;
  readonly answer: {
    readonly code: string;
    readonly statusCode: number;
    readonly message: string;
    readonly properties: object;
  };
}

const { cases } = JSON.parse(readFileSync(new URL("refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

const PART = "data";

describe("refusals recorded from Amazon S3", () => {
  let s3: TestS3;
  let placeholders: Readonly<Record<string, string>>;

  const upload = async (more: Partial<S3Operations["CreateMultipartUpload"]["input"]> = {}) => {
    const target = { Bucket: "bucket", Key: "up" };
    const { UploadId = "" } = await s3.call("CreateMultipartUpload", { ...target, ...more });
    const part = { ...target, UploadId, PartNumber: 1, Body: bodyOf(PART) };
    return { UploadId, part: await s3.call("UploadPart", part) };
  };

  before(async () => {
    s3 = await TestS3.start();
    await s3.put("k", "0123456789");
    await s3.call("CreateBucket", { Bucket: "versioned" });
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await s3.call("PutBucketVersioning", { Bucket: "versioned", VersioningConfiguration });
    const marker = await s3.call("DeleteObject", { Bucket: "versioned", Key: "deleted" });
    const plain = await upload();
    const composite = await upload({ ChecksumAlgorithm: "CRC32" });
    const full = await upload({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    placeholders = {
      $marker: marker.VersionId ?? "",
      $upload: plain.UploadId,
      $composite: composite.UploadId,
      $full: full.UploadId,
      $etag: plain.part.ETag?.replaceAll('"', "") ?? "",
      $crc32: full.part.ChecksumCRC32 ?? "",
      $sha256: createHash("sha256").update(PART).digest("base64"),
    };
  });

  after(() => s3[Symbol.asyncDispose]());

  const filled = <Value>(value: Value): Value => {
    const text = JSON.stringify(value).replaceAll(/\$\w+/g, (name) => placeholders[name] ?? name);
    return JSON.parse(text) as Value;
  };

  for (const { situation, operation, input, answer } of cases) {
    test(situation, async () => {
      await assert.rejects(s3.call(operation, filled(input)), filled(answer));
    });
  }
});
