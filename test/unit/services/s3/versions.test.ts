import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusal, TestS3 } from "../../../support/s3.ts";

const K = { Bucket: "bucket", Key: "k" };

describe("a bucket that keeps versions", () => {
  test("gives each write a version of its own, and reads any of them", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const first = await s3.put("k", "first");
    const second = await s3.put("k", "second");
    assert.match(first.VersionId ?? "", /^[\w.]{32}$/);
    assert.notEqual(first.VersionId, second.VersionId);
    assert.equal(await s3.read("k"), "second");
    assert.equal(await s3.read("k", { VersionId: first.VersionId }), "first");
    assert.equal((await s3.call("HeadObject", K)).VersionId, second.VersionId);
  });

  test("hides a deleted object behind a marker, and shows it again without it", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    await s3.put("k", "hidden");
    const marker = await s3.call("DeleteObject", K);
    assert.equal(marker.DeleteMarker, true);
    const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": marker.VersionId };
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404, { headers }));
    await assert.rejects(
      s3.read("k", { VersionId: marker.VersionId }),
      refusal("MethodNotAllowed", 405, {
        message: "The specified method is not allowed against this resource.",
        properties: { Method: "GET", ResourceType: "DeleteMarker" },
      }),
    );
    const removed = await s3.call("DeleteObject", { ...K, VersionId: marker.VersionId });
    assert.deepEqual(removed, { DeleteMarker: true, VersionId: marker.VersionId });
    assert.equal(await s3.read("k"), "hidden");
  });

  test("deletes a version for good; the one before it becomes the newest", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    await s3.put("k", "first");
    const second = await s3.put("k", "second");
    const deleted = await s3.call("DeleteObject", { ...K, VersionId: second.VersionId });
    assert.deepEqual(deleted, { DeleteMarker: undefined, VersionId: second.VersionId });
    assert.equal(await s3.read("k"), "first");
    await assert.rejects(
      s3.read("k", { VersionId: second.VersionId }),
      refusal("NoSuchVersion", 404, { message: "The specified version does not exist." }),
    );
    await assert.rejects(s3.read("k", { VersionId: "no version" }), refusal("InvalidArgument", 400));
  });

  test("marks even what was never there", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    assert.equal((await s3.call("DeleteObject", { ...K, Key: "never" })).DeleteMarker, true);
  });

  test("tags each version for itself", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const first = await s3.put("k", "first", { Tagging: "a=1" });
    const second = await s3.put("k", "second");
    const TagSet = [{ Key: "b", Value: "2" }];
    const tagged = await s3.call("PutObjectTagging", { ...K, Tagging: { TagSet } });
    assert.equal(tagged.VersionId, second.VersionId);
    const old = await s3.call("GetObjectTagging", { ...K, VersionId: first.VersionId });
    assert.deepEqual(old.TagSet, [{ Key: "a", Value: "1" }]);
  });
});

describe("a bucket that kept versions", () => {
  test("overwrites the null version only", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const { VersionId } = await s3.put("k", "kept");
    await s3.setVersioning("Suspended");
    assert.equal((await s3.put("k", "one")).VersionId, undefined);
    assert.equal((await s3.call("HeadObject", K)).VersionId, "null");
    await s3.put("k", "two");
    assert.equal(await s3.read("k", { VersionId: "null" }), "two");
    assert.equal(await s3.read("k", { VersionId }), "kept");
    const marker = await s3.call("DeleteObject", K);
    assert.deepEqual(marker, { DeleteMarker: true, VersionId: "null" });
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404));
    assert.equal(await s3.read("k", { VersionId }), "kept");
  });

  test("calls what it had before versions null", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "before");
    await s3.setVersioning("Enabled");
    await s3.put("k", "after");
    assert.equal(await s3.read("k", { VersionId: "null" }), "before");
  });
});

describe("DeleteObject", () => {
  test("removes an object where no versions are kept, and succeeds where there is none", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k");
    assert.deepEqual(await s3.call("DeleteObject", K), { DeleteMarker: undefined, VersionId: undefined });
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404));
    await s3.call("DeleteObject", K);
  });

  test("insists on the object that the caller knows", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("k", "x");
    const failed = refusal("PreconditionFailed", 412);
    await assert.rejects(s3.call("DeleteObject", { ...K, IfMatch: '"other"' }), failed);
    assert.equal(await s3.read("k"), "x");
    await s3.call("DeleteObject", { ...K, IfMatch: ETag });
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404));
  });

  test("refuses conditions that only directory buckets know", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k", "x");
    const refused = refusal("NotImplemented", 501);
    await assert.rejects(s3.call("DeleteObject", { ...K, IfMatchSize: 1 }), refused);
    await assert.rejects(s3.call("DeleteObject", { ...K, IfMatchLastModifiedTime: new Date(0) }), refused);
    assert.equal(await s3.read("k"), "x");
  });
});

describe("DeleteObjects", () => {
  test("tells of each what became of it", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const { VersionId } = await s3.put("gone", "x");
    await s3.put("marked", "y");
    const Objects = [{ Key: "gone", VersionId }, { Key: "marked" }, { Key: "marked", VersionId: "no version" }];
    const { Deleted, Errors } = await s3.call("DeleteObjects", { Bucket: "bucket", Delete: { Objects } });
    assert.deepEqual(Deleted?.[0], {
      Key: "gone",
      VersionId,
      DeleteMarker: undefined,
      DeleteMarkerVersionId: undefined,
    });
    assert.equal(Deleted?.[1]?.DeleteMarker, true);
    assert.match(Deleted?.[1]?.DeleteMarkerVersionId ?? "", /^[\w.]{32}$/);
    assert.deepEqual(Errors, [
      {
        Key: "marked",
        VersionId: "no version",
        Code: "NoSuchVersion",
        Message: "The specified version does not exist.",
      },
    ]);
  });

  test("deletes only what has the ETag that the caller names", async () => {
    await using s3 = await TestS3.start();
    const { ETag } = await s3.put("same", "x");
    await s3.put("changed", "y");
    const Objects = [
      { Key: "same", ETag },
      { Key: "changed", ETag },
    ];
    const { Deleted, Errors } = await s3.call("DeleteObjects", { Bucket: "bucket", Delete: { Objects } });
    assert.deepEqual(
      Deleted?.map(({ Key }) => Key),
      ["same"],
    );
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [["changed", "PreconditionFailed"]],
    );
    assert.equal(await s3.read("changed"), "y");
  });

  test("speaks of failures only when it is to be quiet", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k");
    const Delete = { Objects: [{ Key: "k" }, { Key: "never" }], Quiet: true };
    assert.deepEqual(await s3.call("DeleteObjects", { Bucket: "bucket", Delete }), { Deleted: [], Errors: [] });
    await assert.rejects(s3.read("k"), refusal("NoSuchKey", 404));
  });

  test("takes a thousand at most, and not none", async () => {
    await using s3 = await TestS3.start();
    const deleting = (Objects: readonly { Key: string }[]) =>
      s3.call("DeleteObjects", { Bucket: "bucket", Delete: { Objects } });
    await assert.rejects(deleting([]), refusal("MalformedXML", 400));
    await assert.rejects(deleting(Array.from({ length: 1001 }, () => ({ Key: "k" }))), refusal("MalformedXML", 400));
  });
});
