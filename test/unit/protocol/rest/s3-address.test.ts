import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { s3Path } from "../../../../src/protocol/rest/s3-address.ts";

const at = (host: string) => s3Path({ path: "/k", headers: { host } });

describe("s3Path", () => {
  test("finds the bucket in the host name", () => {
    assert.equal(at("my.bucket.s3.us-east-1.amazonaws.com"), "/my.bucket/k");
    assert.equal(at("bucket.s3-us-west-2.amazonaws.com"), "/bucket/k");
    assert.equal(at("bucket.s3.localhost:4566"), "/bucket/k");
    assert.equal(at("bucket.localhost:4566"), "/bucket/k");
  });

  test("leaves the path alone where the host names none", () => {
    assert.equal(at("s3.us-east-1.amazonaws.com"), "/k");
    assert.equal(at("s3.localhost:4566"), "/k");
    assert.equal(at("localhost:4566"), "/k");
    assert.equal(at("127.0.0.1:4566"), "/k");
    assert.equal(s3Path({ path: "/k", headers: {} }), "/k");
  });
});
