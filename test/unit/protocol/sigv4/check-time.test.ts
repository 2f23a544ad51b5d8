import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseAmzDate } from "../../../../src/protocol/sigv4/amz-date.ts";
import { checkTime } from "../../../../src/protocol/sigv4/check-time.ts";
import type { SignatureClaim } from "../../../../src/protocol/sigv4/claim.ts";

const signedAt = (amzDate: string, expiresSeconds?: number): SignatureClaim => ({
  form: "header",
  accessKeyId: "AKIAEXAMPLE",
  scope: { date: amzDate.slice(0, 8), region: "us-east-1", signingName: "lambda" },
  signedHeaders: [],
  signature: "",
  amzDate,
  signedAtMs: parseAmzDate(amzDate) ?? Number.NaN,
  sessionToken: undefined,
  expiresSeconds,
});

const NOW_MS = Date.UTC(2026, 0, 1, 12);

describe("checkTime", () => {
  test("lets clocks differ by five minutes either way", () => {
    checkTime(signedAt("20260101T115500Z"), NOW_MS, "rest");
    checkTime(signedAt("20260101T120500Z"), NOW_MS, "rest");
  });

  test("refuses a signature that is older", () => {
    assert.throws(() => checkTime(signedAt("20260101T115459Z"), NOW_MS, "rest"), {
      code: "InvalidSignatureException",
      statusCode: 403,
      message: "Signature expired: 20260101T115459Z is now earlier than 20260101T115500Z (20260101T120000Z - 5 min.)",
    });
  });

  test("refuses a signature from the future", () => {
    assert.throws(() => checkTime(signedAt("20260101T120501Z"), NOW_MS, "query"), {
      code: "SignatureDoesNotMatch",
      message:
        "Signature not yet current: 20260101T120501Z is still later than 20260101T120500Z (20260101T120000Z + 5 min.)",
    });
  });

  test("lets S3's clocks differ by fifteen", () => {
    checkTime(signedAt("20260101T114500Z"), NOW_MS, "s3");
    assert.throws(() => checkTime(signedAt("20260101T114459Z"), NOW_MS, "s3"), { code: "RequestTimeTooSkewed" });
  });

  test("holds a presigned URL to its own lifetime", () => {
    checkTime(signedAt("20260101T110000Z", 3600), NOW_MS, "s3");
    assert.throws(() => checkTime(signedAt("20260101T110000Z", 3599), NOW_MS, "s3"), {
      code: "AccessDenied",
      message: "Request has expired",
    });
  });
});
