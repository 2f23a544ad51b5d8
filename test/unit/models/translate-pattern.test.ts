import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { translatePattern } from "../../../src/models/translate-pattern.ts";

const { raw } = String;

describe("translatePattern", () => {
  test("leaves alone what both engines understand", () => {
    const pattern = raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?(\$LATEST|[\p{L}\u0020-\uD7FF._\-/]{1,64}+?)\d*`;
    assert.equal(translatePattern(pattern.replace("+?", "?")), pattern.replace("+?", "?"));
  });

  test("drops escapes of characters that need none", () => {
    assert.equal(translatePattern(raw`arn\:aws\_\!\@[\:\_\ \'\-]\-`), raw`arn:aws_!@[:_ '\-]-`);
  });

  test("takes a hyphen beside a set of characters literally", () => {
    assert.equal(translatePattern(raw`[\w-_][a-\d][- \p{L}-.]`), raw`[\w\-_][a\-\d][- \p{L}\-.]`);
  });

  test("knows Java's names of sets, inside a class and outside", () => {
    assert.equal(translatePattern(raw`\p{Print}+[\p{XDigit}_]`), "[ -~]+[0-9A-Fa-f_]");
  });

  test("takes braces literally that count nothing", () => {
    assert.equal(translatePattern(raw`\$\{a}{x`), raw`\$\{a\}\{x`);
  });

  test("makes possessive quantifiers greedy", () => {
    assert.equal(translatePattern(raw`\d{12}+a++b*+`), raw`\d{12}a+b*`);
  });

  test("repeats neither anchors nor look arounds", () => {
    assert.equal(translatePattern(raw`(?!\.)+a${"$"}{1,5}`), raw`(?!\.)a${"$"}`);
  });

  test("lets flags hold until the end of their group", () => {
    assert.equal(translatePattern("(?s).{0,80}"), "(?s:.{0,80})");
    assert.equal(translatePattern("(a|(?i)b)c"), "(a|(?i:b))c");
  });

  test("writes code points and the ends of the text in JavaScript's way", () => {
    assert.equal(translatePattern(raw`\A[\x{60}\000-\037]\z`), raw`^[\u{60}\u{0}-\u{1f}]${"$"}`);
  });
});
