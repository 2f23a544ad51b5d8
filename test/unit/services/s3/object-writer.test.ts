import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TestS3 } from "../../../support/s3.ts";

describe("another service of this server", () => {
  test("writes an object that is read like any other", async () => {
    await using s3 = await TestS3.start();
    await s3.s3.objectWriter.put({ bucket: "bucket", key: "a/b" }, Buffer.from("{}"), "application/json");
    assert.equal(await s3.read("a/b"), "{}");
    const { ContentType, ETag } = await s3.call("HeadObject", { Bucket: "bucket", Key: "a/b" });
    assert.equal(ContentType, "application/json");
    assert.equal(ETag, '"99914b932bd37a50b983c5e7c90ae93b"');
  });

  test("is refused in S3's words", async () => {
    await using s3 = await TestS3.start();
    const { objectWriter } = s3.s3;
    await assert.rejects(objectWriter.put({ bucket: "nowhere", key: "k" }, Buffer.from("{}"), "text/plain"), {
      code: "NoSuchBucket",
    });
    await assert.rejects(
      objectWriter.put({ bucket: "bucket", key: "k".repeat(1_025) }, Buffer.from("{}"), "text/plain"),
      { code: "KeyTooLongError" },
    );
  });
});
