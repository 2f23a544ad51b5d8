import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { bodyOf, refusal, TestS3 } from "../../../support/s3.ts";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");

const blobName = (text: string): string => createHash("sha256").update(text).digest("hex");

async function* brokenOff(): AsyncGenerator<Uint8Array, void, undefined> {
  yield* bodyOf("half");
  throw new Error("connection reset");
}

describe("PutObject", () => {
  test("answers the quoted MD5 of the bytes, and a checksum that S3 chose", async () => {
    await using s3 = await TestS3.start();
    assert.deepEqual(await s3.put("k", "123456789"), {
      ETag: `"${md5("123456789")}"`,
      VersionId: undefined,
      ChecksumCRC32: undefined,
      ChecksumCRC32C: undefined,
      // The check value of CRC-64/NVME.
      ChecksumCRC64NVME: "rosUhgp5mIg=",
      ChecksumSHA1: undefined,
      ChecksumSHA256: undefined,
      ChecksumType: "FULL_OBJECT",
      ServerSideEncryption: undefined,
      SSEKMSKeyId: undefined,
      BucketKeyEnabled: undefined,
    });
  });

  test("replaces what was there, whole", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "old", { Metadata: { a: "1" }, Tagging: "t=1" });
    await s3.put("k", "newer");
    const found = await s3.call("GetObject", { Bucket: "bucket", Key: "k" });
    assert.deepEqual(found.Metadata, {});
    assert.equal(found.TagCount, undefined);
    assert.equal(found.ContentLength, 5);
  });

  test("takes an object without bytes", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.call("PutObject", { Bucket: "bucket", Key: "empty" });
    assert.equal(ETag, `"${md5("")}"`);
    assert.equal(await s3.read("empty"), "");
  });

  test("holds the checksum that came with the bytes, and keeps nothing that breaks it", async () => {
    await using s3 = await TestS3.start();
    const { ChecksumSHA256 } = await s3.put("k", "right", { ChecksumSHA256: sha256("right") });
    assert.equal(ChecksumSHA256, sha256("right"));
    await assert.rejects(
      s3.put("k", "wrong", { ChecksumSHA256: sha256("right") }),
      refusal("BadDigest", 400, { message: "The SHA256 you specified did not match the calculated checksum." }),
    );
    assert.equal(await s3.read("k"), "right");
  });

  test("refuses checksums that nobody here computes", async () => {
    await using s3 = await TestS3.start();
    await assert.rejects(s3.put("k", "x", { ChecksumXXHASH64: "AAAAAAAAAAA=" }), refusal("NotImplemented", 501));
    await assert.rejects(s3.put("k", "x", { ChecksumAlgorithm: "SHA512" }), refusal("InvalidRequest", 400));
  });

  test("refuses keys, metadata, tags and classes beyond their bounds", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k".repeat(1024));
    await assert.rejects(s3.put("é".repeat(513)), refusal("KeyTooLongError", 400, { message: "Your key is too long" }));
    await assert.rejects(s3.put("k", "x", { Metadata: { big: "m".repeat(2046) } }), refusal("MetadataTooLarge", 400));
    await assert.rejects(s3.put("k", "x", { Tagging: "a=1&a=2" }), refusal("InvalidArgument", 400));
    await assert.rejects(s3.put("k", "x", { Tagging: "=1" }), refusal("InvalidArgument", 400));
    await assert.rejects(s3.put("k", "x", { StorageClass: "OUTPOSTS" }), refusal("InvalidStorageClass", 400));
  });

  test("refuses what it would have to pretend: keys of the customer, locks, appending", async () => {
    await using s3 = await TestS3.start();
    await assert.rejects(s3.put("k", "x", { SSECustomerAlgorithm: "AES256" }), refusal("NotImplemented", 501));
    await assert.rejects(
      s3.put("k", "x", { ObjectLockMode: "GOVERNANCE" }),
      refusal("InvalidRequest", 400, { message: "Bucket is missing Object Lock Configuration" }),
    );
    await assert.rejects(s3.put("k", "x", { WriteOffsetBytes: 1 }), refusal("NotImplemented", 501));
  });

  test("insists on there being no object, or on the one that is known", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("k", "first", { IfNoneMatch: "*" });
    await assert.rejects(
      s3.put("k", "again", { IfNoneMatch: "*" }),
      refusal("PreconditionFailed", 412, {
        message: "At least one of the pre-conditions you specified did not hold",
        properties: { Condition: "If-None-Match" },
      }),
    );
    await s3.put("k", "second", { IfMatch: ETag });
    await assert.rejects(s3.put("k", "third", { IfMatch: ETag }), refusal("PreconditionFailed", 412));
    await assert.rejects(s3.put("other", "x", { IfMatch: ETag }), refusal("NoSuchKey", 404));
    assert.equal(await s3.read("k"), "second");
  });

  test("lets one of many win who insist on being the first", async () => {
    await using s3 = await TestS3.start();
    const writers = Array.from({ length: 10 }, (_, index) => s3.put("k", `by ${index}`, { IfNoneMatch: "*" }));
    const outcomes = await Promise.allSettled(writers);
    const winners = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [`by ${index}`] : []));
    assert.deepEqual(winners, [await s3.read("k")]);
  });

  test("holds on to the bytes of objects that there are, and of no others", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "overwritten");
    await s3.put("k", "kept");
    await s3.put("deleted");
    await s3.call("CopyObject", { Bucket: "bucket", Key: "copy", CopySource: "bucket/deleted" });
    await s3.put("gone");
    await s3.call("DeleteObject", { Bucket: "bucket", Key: "deleted" });
    await s3.call("DeleteObject", { Bucket: "bucket", Key: "gone" });
    const held = new Set(await s3.s3.referencedBlobs());
    assert.deepEqual(held, new Set([blobName("kept"), blobName("deleted")]));
  });

  test("keeps nothing of an upload that breaks off", async () => {
    await using s3 = await TestS3.start();
    await assert.rejects(s3.call("PutObject", { Bucket: "bucket", Key: "k", Body: brokenOff() }), /connection reset/);
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404));
  });
});

describe("GetObject and HeadObject", () => {
  test("give back all that was said of the object", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "hello", {
      ContentType: "text/plain",
      CacheControl: "no-cache",
      ContentDisposition: "inline",
      ContentEncoding: "aws-chunked,gzip",
      ContentLanguage: "en",
      Expires: "Thu, 01 Jan 2026 00:00:00 GMT",
      WebsiteRedirectLocation: "/elsewhere",
      Metadata: { colour: "blue" },
      StorageClass: "STANDARD_IA",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "key",
      BucketKeyEnabled: true,
      Tagging: "a=1",
    });
    const head = await s3.call("HeadObject", { Bucket: "bucket", Key: "k" });
    assert.deepEqual(head, {
      AcceptRanges: "bytes",
      LastModified: new Date(s3.clock.nowMs()),
      ContentLength: 5,
      ContentRange: undefined,
      ETag: `"${md5("hello")}"`,
      VersionId: undefined,
      TagCount: 1,
      PartsCount: undefined,
      ContentType: "text/plain",
      CacheControl: "no-cache",
      ContentDisposition: "inline",
      ContentEncoding: "gzip",
      ContentLanguage: "en",
      Expires: "Thu, 01 Jan 2026 00:00:00 GMT",
      WebsiteRedirectLocation: "/elsewhere",
      Metadata: { colour: "blue" },
      StorageClass: "STANDARD_IA",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: "key",
      BucketKeyEnabled: true,
    });
    const { Body, ...got } = await s3.call("GetObject", { Bucket: "bucket", Key: "k" });
    assert.ok(Body);
    assert.deepEqual(got, head);
  });

  test("tell the checksum when asked, and not of a part", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "hello", { ChecksumSHA256: sha256("hello") });
    const request = { Bucket: "bucket", Key: "k" };
    assert.equal((await s3.call("HeadObject", request)).ChecksumSHA256, undefined);
    const asked = await s3.call("HeadObject", { ...request, ChecksumMode: "ENABLED" });
    assert.equal(asked.ChecksumSHA256, sha256("hello"));
    assert.equal(asked.ChecksumType, "FULL_OBJECT");
    const part = await s3.call("HeadObject", { ...request, ChecksumMode: "ENABLED", Range: "bytes=0-1" });
    assert.equal(part.ChecksumSHA256, undefined);
    const onlyPart = await s3.call("HeadObject", { ...request, ChecksumMode: "ENABLED", PartNumber: 1 });
    assert.equal(onlyPart.ChecksumSHA256, sha256("hello"));
  });

  test("send the range that is asked for", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "0123456789");
    const middle = await s3.call("GetObject", { Bucket: "bucket", Key: "k", Range: "bytes=3-5" });
    assert.equal(middle.ContentRange, "bytes 3-5/10");
    assert.equal(middle.ContentLength, 3);
    assert.equal(await s3.read("k", { Range: "bytes=3-5" }), "345");
    assert.equal(await s3.read("k", { Range: "bytes=8-99" }), "89");
    assert.equal(await s3.read("k", { Range: "bytes=-2" }), "89");
    await assert.rejects(
      s3.read("k", { Range: "bytes=10-" }),
      refusal("InvalidRange", 416, { properties: { RangeRequested: "bytes=10-", ActualObjectSize: 10 } }),
    );
    await assert.rejects(s3.read("k", { Range: "bytes=0-1", PartNumber: 1 }), refusal("InvalidRequest", 400));
    await assert.rejects(s3.read("k", { PartNumber: 2 }), refusal("InvalidPartNumber", 416));
  });

  test("answer conditions on the ETag and on the date", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("k", "x");
    const written = new Date(s3.clock.nowMs());
    const earlier = new Date(s3.clock.nowMs() - 1000);
    assert.equal(await s3.read("k", { IfMatch: ETag, IfUnmodifiedSince: earlier }), "x");
    await assert.rejects(s3.read("k", { IfNoneMatch: ETag }), refusal("NotModified", 304));
    await assert.rejects(s3.read("k", { IfModifiedSince: written }), refusal("NotModified", 304));
    await assert.rejects(s3.read("k", { IfUnmodifiedSince: earlier }), refusal("PreconditionFailed", 412));
    await assert.rejects(s3.read("k", { IfMatch: '"other"' }), refusal("PreconditionFailed", 412));
  });

  test("say instead what the reader wants said", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "x", { ContentType: "text/plain" });
    const found = await s3.call("GetObject", {
      Bucket: "bucket",
      Key: "k",
      ResponseContentType: "text/html",
      ResponseContentDisposition: "attachment",
    });
    assert.equal(found.ContentType, "text/html");
    assert.equal(found.ContentDisposition, "attachment");
  });

  test("name what is not there", async () => {
    await using s3 = await TestS3.start();
    await assert.rejects(
      s3.read("missing"),
      refusal("NoSuchKey", 404, {
        message: "The specified key does not exist.",
        properties: { Key: "missing" },
      }),
    );
    await assert.rejects(
      s3.call("GetObject", { Bucket: "nowhere", Key: "k" }),
      refusal("NoSuchBucket", 404, {
        message: "The specified bucket does not exist",
        properties: { BucketName: "nowhere" },
      }),
    );
  });
});

describe("GetObjectAttributes", () => {
  test("tells what it is asked for, with an ETag without quotes", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "hello", { ChecksumSHA256: sha256("hello") });
    const attributes = await s3.call("GetObjectAttributes", {
      Bucket: "bucket",
      Key: "k",
      ObjectAttributes: ["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"],
    });
    assert.equal(attributes.ETag, md5("hello"));
    assert.equal(attributes.Checksum?.ChecksumSHA256, sha256("hello"));
    assert.equal(attributes.ObjectSize, 5);
    assert.equal(attributes.StorageClass, "STANDARD");
    assert.equal(attributes.ObjectParts, undefined);
    const less = await s3.call("GetObjectAttributes", { Bucket: "bucket", Key: "k", ObjectAttributes: ["ObjectSize"] });
    assert.equal(less.ETag, undefined);
  });
});

describe("tags of an object", () => {
  test("are replaced as a whole, and leave the object as it was", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("k", "x", { Tagging: "a=1&b=two+words" });
    const object = { Bucket: "bucket", Key: "k" };
    assert.deepEqual((await s3.call("GetObjectTagging", object)).TagSet, [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "two words" },
    ]);
    await s3.call("PutObjectTagging", { ...object, Tagging: { TagSet: [{ Key: "c", Value: "" }] } });
    assert.deepEqual((await s3.call("GetObjectTagging", object)).TagSet, [{ Key: "c", Value: "" }]);
    await s3.call("DeleteObjectTagging", object);
    assert.deepEqual((await s3.call("GetObjectTagging", object)).TagSet, []);
    assert.equal((await s3.call("HeadObject", object)).ETag, ETag);
    await assert.rejects(s3.call("GetObjectTagging", { ...object, Key: "missing" }), refusal("NoSuchKey", 404));
  });

  test("are ten at most", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k");
    const TagSet = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    const putting = (tags: typeof TagSet) =>
      s3.call("PutObjectTagging", { Bucket: "bucket", Key: "k", Tagging: { TagSet: tags } });
    await putting(TagSet.slice(1));
    await assert.rejects(
      putting(TagSet),
      refusal("BadRequest", 400, { message: "Object tags cannot be greater than 10" }),
    );
  });
});
