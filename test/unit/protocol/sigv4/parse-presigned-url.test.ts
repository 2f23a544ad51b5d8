import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isPresigned, parsePresignedUrl } from "../../../../src/protocol/sigv4/parse-presigned-url.ts";

const COMPLETE =
  "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=abc";

const refused = (query: string, message: string): void =>
  assert.throws(() => parsePresignedUrl(query, "s3"), {
    code: "AuthorizationQueryParametersError",
    statusCode: 400,
    message,
  });

describe("parsePresignedUrl", () => {
  test("takes a query apart", () => {
    const claim = parsePresignedUrl(`${COMPLETE}&X-Amz-Security-Token=a%2Bb`, "s3");
    assert.equal(claim.accessKeyId, "AKIAEXAMPLE");
    assert.equal(claim.expiresSeconds, 60);
    assert.equal(claim.sessionToken, "a+b");
    assert.deepEqual(claim.signedHeaders, ["host"]);
  });

  test("names the parameter that is missing", () => {
    refused(
      COMPLETE.replace("X-Amz-Signature=abc", ""),
      "AWS query-string parameters must include 'X-Amz-Signature'. Re-examine the query-string parameters.",
    );
  });

  test("refuses to live longer than seven days", () => {
    assert.equal(parsePresignedUrl(COMPLETE.replace("=60", "=604800"), "s3").expiresSeconds, 604_800);
    refused(
      COMPLETE.replace("=60", "=604801"),
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  });

  test("refuses a lifetime that is no number, or negative", () => {
    refused(COMPLETE.replace("=60", "=soon"), "X-Amz-Expires should be a number");
    refused(COMPLETE.replace("=60", "=-1"), "X-Amz-Expires must be non-negative");
  });

  test("asks for a lifetime only on behalf of S3", () => {
    const withoutExpires = COMPLETE.replace("X-Amz-Expires=60&", "");
    assert.equal(parsePresignedUrl(withoutExpires, "query").expiresSeconds, undefined);
    assert.throws(() => parsePresignedUrl(withoutExpires, "s3"), { code: "AuthorizationQueryParametersError" });
  });
});

test("isPresigned tells a presigned URL from any other query", () => {
  assert.equal(isPresigned(COMPLETE), true);
  assert.equal(isPresigned("Action=ListUsers"), false);
  assert.equal(isPresigned("Not-X-Amz-Signature=abc"), false);
  assert.equal(isPresigned(""), false);
});
