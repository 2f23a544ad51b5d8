import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { bodyOf, refusal, TestS3 } from "../../../support/s3.ts";

const MIB = 1024 * 1024;
const HEAD = Buffer.alloc(5 * MIB, "h");
const K = { Bucket: "bucket", Key: "k" };

const md5 = (bytes: string | Uint8Array): string => createHash("md5").update(bytes).digest("hex");

type UploadRequest = Parameters<typeof TestS3.prototype.call<"CreateMultipartUpload">>[1];

/** An upload to `k`, and how a part comes to it. */
const startUpload = async (s3: TestS3, more: Partial<UploadRequest> = {}) => {
  const { UploadId = "" } = await s3.call("CreateMultipartUpload", { ...K, ...more });
  const upload = { ...K, UploadId };
  return {
    upload,
    /** Answers the part as its completion names it. */
    put: async (PartNumber: number, content: string | Uint8Array) => {
      const { ETag, ChecksumSHA256 } = await s3.call("UploadPart", { ...upload, PartNumber, Body: bodyOf(content) });
      return { PartNumber, ETag, ChecksumSHA256 };
    },
    complete: (
      ...Parts: readonly { PartNumber: number; ETag: string | undefined; ChecksumSHA256?: string | undefined }[]
    ) => s3.call("CompleteMultipartUpload", { ...upload, MultipartUpload: { Parts } }),
  };
};

describe("CompleteMultipartUpload", () => {
  test("makes the named parts one object, with what was said at the start", async () => {
    await using s3 = await TestS3.start();
    const { put, complete } = await startUpload(s3, {
      ContentType: "text/plain",
      Metadata: { a: "1" },
      Tagging: "t=1",
    });
    const first = await put(2, HEAD);
    await put(3, "left out");
    const last = await put(9, "tail");
    const done = await complete(first, last);
    assert.equal(done.ETag, `"${md5(Buffer.from(md5(HEAD) + md5("tail"), "hex"))}-2"`);
    assert.equal(done.Location, "http://localhost:4566/bucket/k");
    const { ContentType, ContentLength, Metadata, TagCount } = await s3.call("HeadObject", K);
    assert.deepEqual([ContentType, ContentLength, Metadata, TagCount], ["text/plain", 5 * MIB + 4, { a: "1" }, 1]);
    assert.equal(await s3.read("k", { Range: `bytes=${5 * MIB - 1}-${5 * MIB}` }), "ht");
    assert.equal(await s3.read("k", { PartNumber: 2 }), "tail");
    const part = await s3.call("HeadObject", { ...K, PartNumber: 2 });
    assert.deepEqual([part.PartsCount, part.ContentRange], [2, `bytes ${5 * MIB}-${5 * MIB + 3}/${5 * MIB + 4}`]);
  });

  test("joins checksums of the whole, and makes composites of those of the parts", async () => {
    await using s3 = await TestS3.start();
    const whole = await startUpload(s3);
    const crc = await whole.complete(await whole.put(1, HEAD), await whole.put(2, "tail"));
    const inOne = await s3.put("one", Buffer.concat([HEAD, Buffer.from("tail")]));
    assert.equal(crc.ChecksumType, "FULL_OBJECT");
    assert.equal(crc.ChecksumCRC64NVME, inOne.ChecksumCRC64NVME);
    const composite = await startUpload(s3, { ChecksumAlgorithm: "SHA256" });
    const hashed = await composite.complete(await composite.put(1, "only"));
    const digest = createHash("sha256").update(createHash("sha256").update("only").digest()).digest("base64");
    assert.deepEqual([hashed.ChecksumType, hashed.ChecksumSHA256], ["COMPOSITE", `${digest}-1`]);
    const ObjectAttributes = ["ObjectParts", "Checksum"] as const;
    const { ObjectParts, Checksum } = await s3.call("GetObjectAttributes", { ...K, ObjectAttributes });
    assert.equal(Checksum?.ChecksumSHA256, digest);
    assert.equal(ObjectParts?.TotalPartsCount, 1);
    assert.equal(ObjectParts?.Parts?.[0]?.Size, 4);
    const part = await s3.call("HeadObject", { ...K, PartNumber: 1, ChecksumMode: "ENABLED" });
    assert.equal(part.ChecksumSHA256, createHash("sha256").update("only").digest("base64"));
  });

  test("refuses parts out of order, unknown or too small, and leaves the upload open", async () => {
    await using s3 = await TestS3.start();
    const { put, complete } = await startUpload(s3);
    const one = await put(1, HEAD);
    const two = await put(2, "small");
    const three = await put(3, "last");
    await assert.rejects(complete(two, one), refusal("InvalidPartOrder", 400));
    await assert.rejects(complete(one, one), refusal("InvalidPartOrder", 400));
    await assert.rejects(complete({ PartNumber: 4, ETag: one.ETag }), refusal("InvalidPart", 400));
    await assert.rejects(complete({ PartNumber: 1, ETag: two.ETag }), refusal("InvalidPart", 400));
    await assert.rejects(
      complete(one, two, three),
      refusal("EntityTooSmall", 400, {
        message: "Your proposed upload is smaller than the minimum allowed size",
        properties: { ProposedSize: 5, MinSizeAllowed: 5 * MIB, PartNumber: 2, ETag: md5("small") },
      }),
    );
    await assert.rejects(complete(), refusal("InvalidRequest", 400));
    await complete(one, three);
  });

  test("is over once it succeeded", async () => {
    await using s3 = await TestS3.start();
    const { upload, put, complete } = await startUpload(s3);
    const part = await put(1, "x");
    await complete(part);
    await assert.rejects(complete(part), refusal("NoSuchUpload", 404));
    await assert.rejects(put(2, "late"), refusal("NoSuchUpload", 404));
    await assert.rejects(s3.call("ListParts", upload), refusal("NoSuchUpload", 404));
  });

  test("holds size, checksum and conditions of the whole", async () => {
    await using s3 = await TestS3.start();
    const { ChecksumCRC64NVME } = await s3.put("same", "x");
    const { upload, put } = await startUpload(s3, { ChecksumAlgorithm: "CRC64NVME" });
    const MultipartUpload = { Parts: [await put(1, "x")] };
    const ChecksumType = "FULL_OBJECT";
    const completing = (more: object) => s3.call("CompleteMultipartUpload", { ...upload, MultipartUpload, ...more });
    await assert.rejects(completing({ MpuObjectSize: 2 }), refusal("InvalidRequest", 400));
    await assert.rejects(completing({ ChecksumCRC64NVME: "AAAAAAAAAAA=", ChecksumType }), refusal("BadDigest", 400));
    await assert.rejects(completing({ IfMatch: '"other"' }), refusal("NoSuchKey", 404));
    await completing({ MpuObjectSize: 1, IfNoneMatch: "*", ChecksumCRC64NVME, ChecksumType });
  });

  test("makes a version where versions are kept", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    await s3.put("k", "before");
    const { put, complete } = await startUpload(s3);
    const { VersionId } = await complete(await put(1, "after"));
    assert.equal(await s3.read("k", { VersionId }), "after");
  });
});

describe("CreateMultipartUpload", () => {
  test("refuses a type of checksum that the algorithm has not", async () => {
    await using s3 = await TestS3.start();
    const creating = (ChecksumAlgorithm: "SHA256" | "CRC64NVME", ChecksumType: "FULL_OBJECT" | "COMPOSITE") =>
      s3.call("CreateMultipartUpload", { ...K, ChecksumAlgorithm, ChecksumType });
    await assert.rejects(
      creating("SHA256", "FULL_OBJECT"),
      refusal("InvalidRequest", 400, {
        message: "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.",
      }),
    );
    await assert.rejects(creating("CRC64NVME", "COMPOSITE"), refusal("InvalidRequest", 400));
  });
});

describe("UploadPart", () => {
  test("replaces a part of the same number", async () => {
    await using s3 = await TestS3.start();
    const { put, complete } = await startUpload(s3);
    await put(1, "first try");
    await complete(await put(1, "second try"));
    assert.equal(await s3.read("k"), "second try");
  });

  test("refuses numbers that no part has, and uploads to another key", async () => {
    await using s3 = await TestS3.start();
    const { upload, put } = await startUpload(s3);
    await assert.rejects(put(0, "x"), refusal("InvalidArgument", 400));
    await assert.rejects(
      put(10_001, "x"),
      refusal("InvalidArgument", 400, { message: "Part number must be an integer between 1 and 10000, inclusive" }),
    );
    const elsewhere = { ...upload, Key: "other", PartNumber: 1, Body: bodyOf("x") };
    await assert.rejects(s3.call("UploadPart", elsewhere), refusal("NoSuchUpload", 404));
  });
});

describe("UploadPartCopy", () => {
  test("makes an object, or a range of it, a part", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "0123456789");
    const { upload, complete } = await startUpload(s3);
    const copying = (CopySourceRange: string | undefined) =>
      s3.call("UploadPartCopy", { ...upload, PartNumber: 1, CopySource: "bucket/from", CopySourceRange });
    const { CopyPartResult } = await copying("bytes=2-4");
    assert.equal(CopyPartResult?.ETag, `"${md5("234")}"`);
    await complete({ PartNumber: 1, ETag: CopyPartResult?.ETag });
    assert.equal(await s3.read("k"), "234");
  });

  test("refuses ranges that are none or reach beyond the source", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "0123456789");
    const { upload } = await startUpload(s3);
    const copying = (CopySourceRange: string) =>
      s3.call("UploadPartCopy", { ...upload, PartNumber: 1, CopySource: "bucket/from", CopySourceRange });
    await assert.rejects(copying("bytes=5-"), refusal("InvalidArgument", 400));
    await assert.rejects(copying("bytes=5-4"), refusal("InvalidArgument", 400));
    await assert.rejects(copying("bytes=5-10"), refusal("InvalidArgument", 400));
    await assert.rejects(copying("bytes=10-11"), refusal("InvalidRequest", 400));
  });
});

describe("AbortMultipartUpload", () => {
  test("forgets the upload and its parts", async () => {
    await using s3 = await TestS3.start();
    const { upload, put } = await startUpload(s3);
    await put(1, "x");
    await s3.call("AbortMultipartUpload", upload);
    assert.deepEqual([...(await s3.s3.referencedBlobs())], []);
    await assert.rejects(s3.call("AbortMultipartUpload", upload), refusal("NoSuchUpload", 404));
  });
});

describe("ListParts", () => {
  test("lists parts by number, page by page", async () => {
    await using s3 = await TestS3.start();
    const { upload, put } = await startUpload(s3);
    await put(7, "seven");
    await put(2, "two");
    const first = await s3.call("ListParts", { ...upload, MaxParts: 1 });
    assert.deepEqual(
      first.Parts?.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag]),
      [[2, 3, `"${md5("two")}"`]],
    );
    assert.deepEqual([first.IsTruncated, first.NextPartNumberMarker], [true, 2]);
    const second = await s3.call("ListParts", { ...upload, PartNumberMarker: 2 });
    assert.deepEqual(
      second.Parts?.map(({ PartNumber }) => PartNumber),
      [7],
    );
    assert.equal(second.IsTruncated, false);
  });
});

describe("ListMultipartUploads", () => {
  test("lists what is under way, folded at a delimiter, and goes on behind an upload", async () => {
    await using s3 = await TestS3.start();
    await startUpload(s3, { Key: "a/1" });
    const { upload: older } = await startUpload(s3, { Key: "b" });
    await s3.clock.advance(1);
    const { upload: younger } = await startUpload(s3, { Key: "b" });
    const folded = await s3.call("ListMultipartUploads", { Bucket: "bucket", Delimiter: "/" });
    assert.deepEqual(folded.CommonPrefixes, [{ Prefix: "a/" }]);
    assert.equal(folded.Uploads?.length, 2);
    const first = await s3.call("ListMultipartUploads", { Bucket: "bucket", Prefix: "b", MaxUploads: 1 });
    assert.equal(first.IsTruncated, true);
    assert.equal(first.Uploads?.[0]?.UploadId, older.UploadId);
    const second = await s3.call("ListMultipartUploads", {
      Bucket: "bucket",
      Prefix: "b",
      KeyMarker: first.NextKeyMarker,
      UploadIdMarker: first.NextUploadIdMarker,
    });
    assert.deepEqual(
      second.Uploads?.map(({ UploadId }) => UploadId),
      [younger.UploadId],
    );
    assert.deepEqual([second.NextKeyMarker, second.NextUploadIdMarker], ["b", younger.UploadId]);
    assert.equal(second.IsTruncated, false);
  });
});
