import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isBucketName } from "../../../../../src/services/s3/model/bucket-name.ts";
import { parseCopySource } from "../../../../../src/services/s3/model/copy-source.ts";
import { isVersionId, newVersionId } from "../../../../../src/services/s3/model/identifiers.ts";
import { objectTags, tagsOfHeader } from "../../../../../src/services/s3/model/tags.ts";
import { keyEncoder } from "../../../../../src/services/s3/model/url-encoding.ts";

describe("names of buckets", () => {
  test("are 3 to 63 small letters, digits, dots and dashes", () => {
    assert.equal(isBucketName("cdk-hnb659fds-assets-000000000000-us-east-1"), true);
    assert.equal(isBucketName("my.bucket"), true);
    assert.equal(isBucketName("ab"), false);
    assert.equal(isBucketName("a".repeat(64)), false);
    assert.equal(isBucketName("Upper"), false);
    assert.equal(isBucketName("-dash"), false);
  });

  test("are no addresses, and none that AWS keeps for itself", () => {
    assert.equal(isBucketName("192.168.0.1"), false);
    assert.equal(isBucketName("a..b"), false);
    assert.equal(isBucketName("xn--bucket"), false);
    assert.equal(isBucketName("bucket-s3alias"), false);
  });
});

describe("parseCopySource", () => {
  test("reads bucket, key and version, with a slash in front or without", () => {
    assert.deepEqual(parseCopySource("/b/k%20x/y"), { bucketName: "b", key: "k x/y", versionId: undefined });
    assert.deepEqual(parseCopySource("b/k?versionId=v"), { bucketName: "b", key: "k", versionId: "v" });
  });

  test("refuses what names no object", () => {
    assert.throws(() => parseCopySource("b"), { code: "InvalidArgument" });
    assert.throws(() => parseCopySource("b/"), { code: "InvalidArgument" });
    assert.throws(() => parseCopySource("b/%zz"), { code: "InvalidArgument" });
  });
});

describe("ids of versions", () => {
  test("are known by their form", () => {
    assert.equal(isVersionId(newVersionId()), true);
    assert.equal(isVersionId("null"), true);
    assert.equal(isVersionId("nonsense"), false);
  });
});

describe("tags of objects", () => {
  test("are read from a header as from a query", () => {
    assert.deepEqual(tagsOfHeader("a=1&b=x%20y&c="), { a: "1", b: "x y", c: "" });
    assert.deepEqual(tagsOfHeader(undefined), {});
    assert.throws(() => tagsOfHeader("=1"), { code: "InvalidArgument" });
  });

  test("are ten at most, each key once", () => {
    const tags = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    assert.throws(() => objectTags(tags), { code: "BadRequest", message: "Object tags cannot be greater than 10" });
    const twice = [
      { Key: "a", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    assert.throws(() => objectTags(twice), { code: "InvalidTag" });
    assert.throws(() => objectTags([{ Key: "a", Value: "{" }]), { code: "InvalidTag" });
  });
});

describe("keyEncoder", () => {
  test("writes keys so that XML carries them, and leaves slashes and what nobody asked for", () => {
    assert.equal(keyEncoder("url")("a b/c+d(é)\u0001"), "a+b/c%2Bd%28%C3%A9%29%01");
    assert.equal(keyEncoder(undefined)("a b"), "a b");
  });
});
