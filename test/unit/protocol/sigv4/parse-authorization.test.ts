import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseAuthorization } from "../../../../src/protocol/sigv4/parse-authorization.ts";

const SCOPE = "20260101/us-east-1/lambda/aws4_request";
const HEADERS = { "x-amz-date": "20260101T120000Z" };
const COMPLETE = `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/${SCOPE}, SignedHeaders=host;x-amz-date, Signature=abc`;

const refused = (authorization: string, message: string, headers: Record<string, string> = HEADERS): void =>
  assert.throws(() => parseAuthorization(authorization, headers, "rest"), {
    code: "IncompleteSignatureException",
    statusCode: 403,
    message,
  });

const signatureOf = (text: string): string => parseAuthorization(text, HEADERS, "rest").signature;

describe("parseAuthorization", () => {
  test("takes a header apart", () => {
    assert.deepEqual(parseAuthorization(COMPLETE, { ...HEADERS, "x-amz-security-token": "token" }, "rest"), {
      form: "header",
      accessKeyId: "AKIAEXAMPLE",
      scope: { date: "20260101", region: "us-east-1", signingName: "lambda" },
      signedHeaders: ["host", "x-amz-date"],
      signature: "abc",
      amzDate: "20260101T120000Z",
      signedAtMs: Date.UTC(2026, 0, 1, 12),
      sessionToken: "token",
      expiresSeconds: undefined,
    });
  });

  test("takes the same signer again with another signature, time and token", () => {
    const [before, [first, second]] = [COMPLETE.slice(0, -"abc".length), ["a".repeat(64), "b".repeat(64)]];
    parseAuthorization(before + first, HEADERS, "rest");
    const later = { "x-amz-date": "20260101T120001Z", "x-amz-security-token": "token" };
    assert.deepEqual(parseAuthorization(before + second, later, "rest"), {
      form: "header",
      accessKeyId: "AKIAEXAMPLE",
      scope: { date: "20260101", region: "us-east-1", signingName: "lambda" },
      signedHeaders: ["host", "x-amz-date"],
      signature: second,
      amzDate: "20260101T120001Z",
      signedAtMs: Date.UTC(2026, 0, 1, 12, 0, 1),
      sessionToken: "token",
      expiresSeconds: undefined,
    });
  });

  test("refuses a signer that it knows on another day than its scope's, and without a date", () => {
    const known = COMPLETE.replace("=abc", `=${"a".repeat(64)}`);
    parseAuthorization(known, HEADERS, "rest");
    const onAnotherDay = { "x-amz-date": "20260102T120000Z" };
    assert.throws(() => parseAuthorization(known, onAnotherDay, "rest"), { message: /^Date in Credential scope/ });
    assert.throws(() => parseAuthorization(known, {}, "rest"), { message: /existence of either a 'X-Amz-Date'/ });
  });

  test("takes the last of several signatures, and no other part for one", () => {
    const hex = "c".repeat(64);
    assert.equal(signatureOf(`${COMPLETE}, Signature=${hex}`), hex);
    assert.equal(signatureOf(`${COMPLETE}, Signature=${hex}`), hex);
    assert.equal(signatureOf(`${COMPLETE}, OtherSignature=${hex}`), "abc");
    assert.equal(signatureOf(`${COMPLETE}, OtherSignature=${hex}`), "abc");
  });

  test("takes commas without spaces and spaces without commas", () => {
    assert.equal(signatureOf(COMPLETE.replaceAll(", ", ",")), "abc");
    assert.equal(signatureOf(COMPLETE.replaceAll(", ", " ")), "abc");
  });

  test("takes the Date header where there is no X-Amz-Date", () => {
    const claim = parseAuthorization(COMPLETE, { date: "Thu, 01 Jan 2026 12:00:00 GMT" }, "rest");
    assert.equal(claim.amzDate, "20260101T120000Z");
  });

  test("names every part that is missing, and the header only by its hash", () => {
    refused(
      "AWS4-HMAC-SHA256 Foo=bar",
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=Nrhl1zyNYUXfp3PiyhUV46OoC0fOazbUb9I1hQvXjPI=",
      {},
    );
  });

  test("refuses a bearer token without repeating it", () => {
    refused(
      "Bearer secret-token",
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'hud0v/kLD+X47AD/2eV5xlNwXKFihdCdmSriv7WLwwg='.",
    );
  });

  test("refuses a header that does not begin with an algorithm", () => {
    refused(
      "Credential=AKIAEXAMPLE",
      "Authorization header must begin with the algorithm name, which cannot include an equal-sign.",
    );
  });

  test("refuses other algorithms by name", () => {
    refused(
      COMPLETE.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
    );
  });

  test("refuses a credential without its scope", () => {
    refused(
      COMPLETE.replace(SCOPE, "us-east-1"),
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIAEXAMPLE/us-east-1'",
    );
  });

  test("refuses dates that are no dates", () => {
    refused(
      COMPLETE,
      "Date must be in ISO-8601 'basic format'. Got '20260231T000000Z'. See http://en.wikipedia.org/wiki/ISO_8601",
      { "x-amz-date": "20260231T000000Z" },
    );
  });

  test("refuses a scope of another day", () => {
    assert.throws(() => parseAuthorization(COMPLETE, { "x-amz-date": "20260102T000000Z" }, "rest"), {
      code: "InvalidSignatureException",
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T000000Z'.",
    });
  });

  test("speaks S3's language to S3's clients", () => {
    assert.throws(() => parseAuthorization("AWS4-HMAC-SHA256 Foo=bar", HEADERS, "s3"), {
      code: "AuthorizationHeaderMalformed",
      statusCode: 400,
    });
  });
});
