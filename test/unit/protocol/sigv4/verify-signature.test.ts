import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EMPTY_SHA256, sha256Hex } from "../../../../src/protocol/sigv4/signature.ts";
import { parseAuthorization } from "../../../../src/protocol/sigv4/parse-authorization.ts";
import { parsePresignedUrl } from "../../../../src/protocol/sigv4/parse-presigned-url.ts";
import { SigningKeyCache } from "../../../../src/protocol/sigv4/signing-key.ts";
import { verifySignature } from "../../../../src/protocol/sigv4/verify-signature.ts";

/**
 * Source: AWS's Signature Version 4 test suite (`aws-sig-v4-test-suite`) and the worked example of the IAM user
 * guide, with the credentials they share.
 */
describe("verifySignature accepts what AWS's test suite signs", () => {
  const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  const verify = (
    request: { method: string; path: string; query: string; body?: string },
    signature: string,
    { service = "service", signedHeaders = "host;x-amz-date", more = {} } = {},
  ): boolean => {
    const headers: Record<string, string> = {
      host: service === "iam" ? "iam.amazonaws.com" : "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      ...more,
    };
    const claim = parseAuthorization(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/${service}/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      headers,
      "rest",
    );
    return verifySignature(
      { ...request, headers },
      claim,
      SECRET,
      sha256Hex(request.body ?? ""),
      new SigningKeyCache(),
    );
  };

  test("get-vanilla", () => {
    const signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    assert.equal(verify({ method: "GET", path: "/", query: "" }, signature), true);
  });

  test("get-vanilla-query-order-key-case", () => {
    const signature = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
    assert.equal(verify({ method: "GET", path: "/", query: "Param2=value2&Param1=value1" }, signature), true);
  });

  test("post-vanilla", () => {
    const signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
    assert.equal(verify({ method: "POST", path: "/", query: "" }, signature), true);
  });

  test("get-slashes and get-relative, which canonicalize to the root", () => {
    const signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    assert.equal(verify({ method: "GET", path: "//", query: "" }, signature), true);
    assert.equal(verify({ method: "GET", path: "/example/..", query: "" }, signature), true);
    assert.equal(verify({ method: "GET", path: "/./", query: "" }, signature), true);
  });

  test("get-header-value-trim, where white space around values and between words is folded", () => {
    const signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736";
    const more = { "my-header1": " value1", "my-header2": ' "a   b   c"' };
    const signedHeaders = "host;my-header1;my-header2;x-amz-date";
    assert.equal(verify({ method: "GET", path: "/", query: "" }, signature, { signedHeaders, more }), true);
  });

  test("the worked example of IAM's ListUsers", () => {
    const signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    const request = { method: "GET", path: "/", query: "Action=ListUsers&Version=2010-05-08" };
    const more = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const signedHeaders = "content-type;host;x-amz-date";
    assert.equal(verify(request, signature, { service: "iam", signedHeaders, more }), true);
  });

  test("but nothing that differs in one byte", () => {
    const signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    assert.equal(verify({ method: "GET", path: "/x", query: "" }, signature), false);
    assert.equal(verify({ method: "GET", path: "/", query: "a=b" }, signature), false);
    assert.equal(verify({ method: "GET", path: "/", query: "", body: "x" }, signature), false);
    assert.equal(verify({ method: "GET", path: "/", query: "" }, signature.replace("5", "6")), false);
  });

  test("and no signature that is not 64 hexadecimal digits", () => {
    assert.equal(verify({ method: "GET", path: "/", query: "" }, "zz"), false);
    assert.equal(verify({ method: "GET", path: "/", query: "" }, "é".repeat(32)), false);
  });

  test("and takes no inherited property for a header", () => {
    const signedHeaders = "constructor;host;x-amz-date";
    assert.equal(verify({ method: "GET", path: "/", query: "" }, "0".repeat(64), { signedHeaders }), false);
  });
});

/** Source: S3 API reference, "Authenticating Requests: Using Query Parameters". */
test("verifySignature accepts the presigned URL that AWS publishes", () => {
  const query =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
  const request = {
    method: "GET",
    path: "/test.txt",
    query,
    headers: { host: "examplebucket.s3.amazonaws.com" },
  };
  const claim = parsePresignedUrl(query, "s3");
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  assert.equal(claim.expiresSeconds, 86_400);
  assert.equal(verifySignature(request, claim, secret, "UNSIGNED-PAYLOAD", new SigningKeyCache()), true);
  assert.equal(verifySignature(request, claim, secret, EMPTY_SHA256, new SigningKeyCache()), false);
});
