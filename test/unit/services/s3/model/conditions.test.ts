import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  checkCopyConditions,
  checkReadConditions,
  matchesETag,
} from "../../../../../src/services/s3/model/conditions.ts";

const AT_MS = Date.UTC(2026, 0, 2);
const OBJECT = { eTag: "abc", lastModifiedMs: AT_MS };
const BEFORE = new Date(AT_MS - 1000);
const AT = new Date(AT_MS);
const FAILED = { code: "PreconditionFailed", statusCode: 412 };
const NOT_MODIFIED = { statusCode: 304 };

describe("checkReadConditions", () => {
  test("insists on the ETag, with quotes or without", () => {
    checkReadConditions({ IfMatch: '"abc"' }, OBJECT);
    checkReadConditions({ IfMatch: "x, abc" }, OBJECT);
    assert.throws(() => checkReadConditions({ IfMatch: "x" }, OBJECT), FAILED);
  });

  test("answers 304 to who has the object already", () => {
    assert.throws(() => checkReadConditions({ IfNoneMatch: '"abc"' }, OBJECT), NOT_MODIFIED);
    assert.throws(() => checkReadConditions({ IfModifiedSince: AT }, OBJECT), NOT_MODIFIED);
    checkReadConditions({ IfModifiedSince: BEFORE }, OBJECT);
  });

  test("refuses an object that changed since", () => {
    assert.throws(() => checkReadConditions({ IfUnmodifiedSince: BEFORE }, OBJECT), FAILED);
    checkReadConditions({ IfUnmodifiedSince: AT }, OBJECT);
  });

  test("lets an ETag weigh more than a date", () => {
    checkReadConditions({ IfMatch: "abc", IfUnmodifiedSince: BEFORE }, OBJECT);
    checkReadConditions({ IfNoneMatch: "x", IfModifiedSince: AT }, OBJECT);
  });
});

describe("checkCopyConditions", () => {
  test("answers 412 whatever fails", () => {
    assert.throws(() => checkCopyConditions({ CopySourceIfNoneMatch: "abc" }, OBJECT), FAILED);
    assert.throws(() => checkCopyConditions({ CopySourceIfModifiedSince: AT }, OBJECT), FAILED);
    assert.throws(() => checkCopyConditions({ CopySourceIfUnmodifiedSince: BEFORE }, OBJECT), FAILED);
    checkCopyConditions({ CopySourceIfMatch: "abc", CopySourceIfUnmodifiedSince: BEFORE }, OBJECT);
  });
});

describe("matchesETag", () => {
  test("takes a star for any, and weak ones for what they name", () => {
    assert.equal(matchesETag("*", "abc"), true);
    assert.equal(matchesETag('W/"abc"', "abc"), true);
    assert.equal(matchesETag('"ab"', "abc"), false);
  });
});
