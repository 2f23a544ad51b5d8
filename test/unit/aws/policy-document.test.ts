import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listOf, matchesWildcard } from "../../../src/aws/policy-document.ts";

const matches = (pattern: string, text: string): boolean => matchesWildcard(pattern, text, { ignoreCase: false });

describe("matchesWildcard", () => {
  test("takes a star for any characters, none included", () => {
    assert.equal(matches("s3:*", "s3:GetObject"), true);
    assert.equal(matches("s3:Get*", "s3:Get"), true);
    assert.equal(matches("*Object", "s3:GetObject"), true);
    assert.equal(matches("a*b*c", "a-b-b-c"), true);
    assert.equal(matches("a*b*c", "a-c-b"), false);
  });

  test("takes a question mark for exactly one character", () => {
    assert.equal(matches("s?:x", "s3:x"), true);
    assert.equal(matches("s?:x", "s:x"), false);
  });

  test("wants the whole text", () => {
    assert.equal(matches("s3:Get", "s3:GetObject"), false);
    assert.equal(matches("", "a"), false);
  });

  test("ignores case when asked to", () => {
    assert.equal(matchesWildcard("STS:assume*", "sts:AssumeRole", { ignoreCase: true }), true);
    assert.equal(matches("STS:assume*", "sts:AssumeRole"), false);
  });

  test("is not slowed down by many stars", () => {
    assert.equal(matches(`${"a*".repeat(200)}b`, "a".repeat(5_000)), false);
  });
});

describe("listOf", () => {
  test("makes one, many and none alike", () => {
    assert.deepEqual(listOf("a"), ["a"]);
    assert.deepEqual(listOf(["a", "b"]), ["a", "b"]);
    assert.deepEqual(listOf(undefined), []);
  });
});
