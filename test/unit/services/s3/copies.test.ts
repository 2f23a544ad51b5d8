import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusal, TestS3 } from "../../../support/s3.ts";

const FROM = { Bucket: "bucket", CopySource: "bucket/from" };

describe("CopyObject", () => {
  test("takes along what is said of the object, but not how it is stored", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("from", "x", {
      ContentType: "text/plain",
      Metadata: { a: "1" },
      Tagging: "t=1",
      StorageClass: "STANDARD_IA",
      ServerSideEncryption: "AES256",
    });
    const copied = await s3.call("CopyObject", { ...FROM, Key: "to" });
    assert.equal(copied.CopyObjectResult?.ETag, ETag);
    const head = await s3.call("HeadObject", { Bucket: "bucket", Key: "to" });
    assert.equal(head.ContentType, "text/plain");
    assert.deepEqual(head.Metadata, { a: "1" });
    assert.equal(head.TagCount, 1);
    assert.equal(head.StorageClass, undefined);
    assert.equal(head.ServerSideEncryption, undefined);
  });

  test("replaces metadata and tags where it is told to", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "x", { ContentType: "text/plain", Metadata: { a: "1" }, Tagging: "t=1" });
    await s3.call("CopyObject", {
      ...FROM,
      Key: "to",
      MetadataDirective: "REPLACE",
      Metadata: { b: "2" },
      TaggingDirective: "REPLACE",
      Tagging: "u=2",
    });
    const head = await s3.call("HeadObject", { Bucket: "bucket", Key: "to" });
    assert.deepEqual(head.Metadata, { b: "2" });
    assert.equal(head.ContentType, "binary/octet-stream");
    const { TagSet } = await s3.call("GetObjectTagging", { Bucket: "bucket", Key: "to" });
    assert.deepEqual(TagSet, [{ Key: "u", Value: "2" }]);
  });

  test("outlives its source", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "kept");
    await s3.call("CopyObject", { ...FROM, Key: "to" });
    await s3.call("DeleteObject", { Bucket: "bucket", Key: "from" });
    assert.equal(await s3.read("to"), "kept");
  });

  test("reaches into other buckets and older versions", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const { VersionId } = await s3.put("from", "old");
    await s3.put("from", "new");
    await s3.call("CreateBucket", { Bucket: "elsewhere" });
    const copied = await s3.call("CopyObject", {
      Bucket: "elsewhere",
      Key: "to",
      CopySource: `/bucket/from?versionId=${VersionId}`,
    });
    assert.equal(copied.CopySourceVersionId, VersionId);
    assert.equal(copied.VersionId, undefined);
    assert.equal(await s3.read("to", { Bucket: "elsewhere" }), "old");
  });

  test("computes another checksum where one is asked for", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "123456789");
    const copied = await s3.call("CopyObject", { ...FROM, Key: "to", ChecksumAlgorithm: "CRC32" });
    // The check value of CRC-32.
    assert.equal(copied.CopyObjectResult?.ChecksumCRC32, Buffer.from("cbf43926", "hex").toString("base64"));
  });

  test("to itself must change something", async () => {
    await using s3 = await TestS3.start();
    await s3.put("from", "x");
    await assert.rejects(
      s3.call("CopyObject", { ...FROM, Key: "from" }),
      refusal("InvalidRequest", 400, { message: /^This copy request is illegal because it is trying to copy/ }),
    );
    await s3.call("CopyObject", { ...FROM, Key: "from", StorageClass: "STANDARD_IA" });
    const head = await s3.call("HeadObject", { Bucket: "bucket", Key: "from" });
    assert.equal(head.StorageClass, "STANDARD_IA");
  });

  test("answers conditions on the source by 412, and those on the target as a put does", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("from", "x");
    const copying = (conditions: object) => s3.call("CopyObject", { ...FROM, Key: "to", ...conditions });
    const failed = refusal("PreconditionFailed", 412);
    const written = new Date(s3.clock.nowMs());
    await assert.rejects(copying({ CopySourceIfMatch: '"other"' }), failed);
    await assert.rejects(copying({ CopySourceIfNoneMatch: ETag }), failed);
    await assert.rejects(copying({ CopySourceIfModifiedSince: written }), failed);
    await assert.rejects(copying({ CopySourceIfUnmodifiedSince: new Date(written.getTime() - 1000) }), failed);
    await copying({ CopySourceIfMatch: ETag, IfNoneMatch: "*" });
    await assert.rejects(copying({ IfNoneMatch: "*" }), failed);
  });

  test("names what is not there", async () => {
    await using s3 = await TestS3.start();
    const copying = (CopySource: string) => s3.call("CopyObject", { Bucket: "bucket", Key: "to", CopySource });
    await assert.rejects(copying("bucket/missing"), refusal("NoSuchKey", 404, { properties: { Key: "missing" } }));
    await assert.rejects(copying("nowhere/k"), refusal("NoSuchBucket", 404));
    await assert.rejects(copying("bucket"), refusal("InvalidArgument", 400));
  });
});
