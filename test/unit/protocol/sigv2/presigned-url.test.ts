import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isSigV2Link, parseSigV2Link, verifySigV2Link } from "../../../../src/protocol/sigv2/presigned-url.ts";

/** Secret of the examples in AWS's documentation of this signature. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

const link = (path: string, query: string, headers: Readonly<Record<string, string>>) => ({
  method: "GET",
  path,
  query,
  headers,
});

const verify = (head: ReturnType<typeof link>): boolean => verifySigV2Link(head, parseSigV2Link(head.query), SECRET);

// Source: Amazon S3 User Guide, signing and authenticating REST requests (Signature Version 2), query string example.
const EXAMPLE = link(
  "/photos/puppy.jpg",
  "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
  { host: "johnsmith.s3.amazonaws.com" },
);

// Made by botocore 1.42 with HmacV1QueryAuth.
const TOKEN_LINK = link(
  "/b/a%20b",
  "versionId=v1&response-content-type=text%2Fplain&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=qvwNCu%2BYjcQY9GPsFYpeujjhTCE%3D&x-amz-security-token=token&Expires=1795430824",
  { host: "127.0.0.1:4566" },
);

describe("a link signed by Signature Version 2", () => {
  test("is told by its parameters", () => {
    assert.equal(isSigV2Link(EXAMPLE.query), true);
    assert.equal(isSigV2Link("X-Amz-Signature=1&X-Amz-Expires=2"), false);
  });

  test("is verified as AWS's own example", () => {
    assert.equal(verify(EXAMPLE), true);
    assert.equal(parseSigV2Link(EXAMPLE.query).expiresAtMs, 1_175_139_620_000);
  });

  test("covers the parameters that change what is answered, and the headers that came in the link", () => {
    assert.equal(verify(TOKEN_LINK), true);
    assert.equal(verify({ ...TOKEN_LINK, query: TOKEN_LINK.query.replace("versionId=v1", "versionId=v2") }), false);
    assert.equal(verify({ ...TOKEN_LINK, query: TOKEN_LINK.query.replace("token", "other") }), false);
  });

  test("is good for one method, one key and one time", () => {
    assert.equal(verify({ ...EXAMPLE, method: "PUT" }), false);
    assert.equal(verify({ ...EXAMPLE, path: "/photos/kitten.jpg" }), false);
    assert.equal(verify({ ...EXAMPLE, query: EXAMPLE.query.replace("1175139620", "2175139620") }), false);
  });
});
