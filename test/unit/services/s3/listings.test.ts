import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusal, TestS3 } from "../../../support/s3.ts";

/** A bucket with these keys, put in another order than they are listed in. */
const startWith = async (...keys: readonly string[]): Promise<TestS3> => {
  const s3 = await TestS3.start();
  await Promise.all(keys.toReversed().map((key) => s3.put(key)));
  return s3;
};

const keysOf = (entries: readonly { readonly Key?: string | undefined }[] | undefined) =>
  entries?.map(({ Key }) => Key);

const prefixesOf = (entries: readonly { readonly Prefix?: string | undefined }[] | undefined) =>
  entries?.map(({ Prefix }) => Prefix);

describe("ListObjectsV2", () => {
  test("lists keys by their bytes, with what is worth knowing of each", async () => {
    await using s3 = await startWith("B", "a", "é", "\u{1F600}");
    const page = await s3.call("ListObjectsV2", { Bucket: "bucket" });
    assert.deepEqual(keysOf(page.Contents), ["B", "a", "é", "\u{1F600}"]);
    assert.equal(page.KeyCount, 4);
    assert.equal(page.MaxKeys, 1000);
    assert.equal(page.IsTruncated, false);
    assert.deepEqual(page.Contents?.[1], {
      Key: "a",
      LastModified: new Date(s3.clock.nowMs()),
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      Size: 1,
      StorageClass: "STANDARD",
      ChecksumAlgorithm: ["CRC64NVME"],
      ChecksumType: "FULL_OBJECT",
    });
  });

  test("shows keys below a delimiter as one, and counts them as one", async () => {
    await using s3 = await startWith("a", "b/1", "b/2", "c/1", "d");
    const first = await s3.call("ListObjectsV2", { Bucket: "bucket", Delimiter: "/", MaxKeys: 2 });
    assert.deepEqual(keysOf(first.Contents), ["a"]);
    assert.deepEqual(prefixesOf(first.CommonPrefixes), ["b/"]);
    assert.equal(first.IsTruncated, true);
    const second = await s3.call("ListObjectsV2", {
      Bucket: "bucket",
      Delimiter: "/",
      ContinuationToken: first.NextContinuationToken,
    });
    assert.deepEqual(prefixesOf(second.CommonPrefixes), ["c/"]);
    assert.deepEqual(keysOf(second.Contents), ["d"]);
    assert.equal(second.NextContinuationToken, undefined);
  });

  test("starts below a prefix and after a key", async () => {
    await using s3 = await startWith("a", "b/1", "b/2", "b/3");
    const page = await s3.call("ListObjectsV2", { Bucket: "bucket", Prefix: "b/", StartAfter: "b/1" });
    assert.deepEqual(keysOf(page.Contents), ["b/2", "b/3"]);
  });

  test("goes on where it was although keys came and went meanwhile", async () => {
    await using s3 = await startWith("a", "c", "d");
    const first = await s3.call("ListObjectsV2", { Bucket: "bucket", MaxKeys: 2 });
    await s3.call("DeleteObject", { Bucket: "bucket", Key: "c" });
    await s3.put("b");
    await s3.put("cc");
    const ContinuationToken = first.NextContinuationToken;
    const second = await s3.call("ListObjectsV2", { Bucket: "bucket", ContinuationToken });
    assert.deepEqual(keysOf(second.Contents), ["cc", "d"]);
  });

  test("names owners and encodes keys when asked", async () => {
    await using s3 = await startWith("a b/ü");
    const page = await s3.call("ListObjectsV2", { Bucket: "bucket", FetchOwner: true, EncodingType: "url" });
    assert.deepEqual(keysOf(page.Contents), ["a+b/%C3%BC"]);
    assert.match(page.Contents?.[0]?.Owner?.ID ?? "", /^[0-9a-f]{64}$/);
  });

  test("answers an empty page to whoever wants none, and refuses less", async () => {
    await using s3 = await startWith("a");
    const none = await s3.call("ListObjectsV2", { Bucket: "bucket", MaxKeys: 0 });
    assert.deepEqual([none.Contents, none.IsTruncated, none.KeyCount], [[], false, 0]);
    await assert.rejects(
      s3.call("ListObjectsV2", { Bucket: "bucket", MaxKeys: -1 }),
      refusal("InvalidArgument", 400, {
        message: "Argument max-keys must be an integer between 0 and 2147483647",
        properties: { ArgumentName: "max-keys", ArgumentValue: -1 },
      }),
    );
    await assert.rejects(
      s3.call("ListObjectsV2", { Bucket: "bucket", ContinuationToken: "rubbish" }),
      refusal("InvalidArgument", 400, { message: "The continuation token provided is incorrect" }),
    );
  });
});

describe("ListObjects", () => {
  test("tells the next marker only where a delimiter hides it", async () => {
    await using s3 = await startWith("a", "b/1", "b/2", "c");
    const plain = await s3.call("ListObjects", { Bucket: "bucket", MaxKeys: 2 });
    assert.deepEqual([plain.IsTruncated, plain.NextMarker], [true, undefined]);
    const folded = await s3.call("ListObjects", { Bucket: "bucket", MaxKeys: 2, Delimiter: "/" });
    assert.equal(folded.NextMarker, "b/");
    const rest = await s3.call("ListObjects", { Bucket: "bucket", Marker: "b/", Delimiter: "/" });
    assert.deepEqual(keysOf(rest.Contents), ["c"]);
    assert.deepEqual(rest.CommonPrefixes, []);
  });
});

describe("ListObjectVersions", () => {
  test("lists the newest of each key first, markers apart", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const { VersionId: old } = await s3.put("k", "old");
    const { VersionId: young } = await s3.put("k", "young");
    const { VersionId: marker } = await s3.call("DeleteObject", { Bucket: "bucket", Key: "k" });
    await s3.put("l");
    const { Versions, DeleteMarkers } = await s3.call("ListObjectVersions", { Bucket: "bucket" });
    assert.deepEqual(
      Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId === old, VersionId === young, IsLatest]),
      [
        ["k", false, true, false],
        ["k", true, false, false],
        ["l", false, false, true],
      ],
    );
    assert.deepEqual(
      DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [[marker, true]],
    );
  });

  test("goes on behind a version", async () => {
    await using s3 = await TestS3.start({ versioning: "Enabled" });
    const { VersionId: old } = await s3.put("k", "old");
    const { VersionId: young } = await s3.put("k", "young");
    const first = await s3.call("ListObjectVersions", { Bucket: "bucket", MaxKeys: 1 });
    assert.equal(first.IsTruncated, true);
    assert.deepEqual([first.NextKeyMarker, first.NextVersionIdMarker], ["k", young]);
    const second = await s3.call("ListObjectVersions", { Bucket: "bucket", KeyMarker: "k", VersionIdMarker: young });
    assert.deepEqual(
      second.Versions?.map(({ VersionId }) => VersionId),
      [old],
    );
    await assert.rejects(
      s3.call("ListObjectVersions", { Bucket: "bucket", VersionIdMarker: young }),
      refusal("InvalidArgument", 400, {
        message: "A version-id marker cannot be specified without a key marker.",
      }),
    );
  });
});
