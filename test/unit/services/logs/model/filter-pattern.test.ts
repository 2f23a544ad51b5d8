import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseFilterPattern } from "../../../../../src/services/logs/model/filter-pattern/filter-pattern.ts";

const matches = (pattern: string, message: string | object): boolean =>
  parseFilterPattern(pattern)(typeof message === "string" ? message : JSON.stringify(message));

const invalid = { code: "InvalidParameterException", message: "Invalid filter pattern" };

// Patterns and lines after the examples of the filter pattern syntax page, 2026-02.
describe("terms", () => {
  test("match everything when there are none", () => {
    assert.equal(matches("", "anything"), true);
    assert.equal(matches("  ", ""), true);
  });

  test("must all stand in the message, anywhere, in the same case", () => {
    assert.equal(matches("ERROR ARGUMENTS", "[ERROR 400] INVALID ARGUMENTS"), true);
    assert.equal(matches("ERROR ARGUMENTS", "[ERROR 419] MISSING"), false);
    assert.equal(matches("error", "ERROR"), false);
  });

  test("in quotes are one phrase, with anything in it", () => {
    assert.equal(matches('"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR"), true);
    assert.equal(matches('"SERVER INTERNAL"', "INTERNAL SERVER"), false);
    assert.equal(matches('"say \\"hi\\""', 'they say "hi"'), true);
    assert.equal(matches('"{a-b"', "{a-b}"), true);
  });

  test("with a minus must not be there", () => {
    assert.equal(matches("ERROR -ARGUMENTS", "[ERROR 401] UNAUTHORIZED"), true);
    assert.equal(matches("ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS"), false);
    assert.equal(matches('-"two words"', "has two words"), false);
  });

  test("with a question mark need one of them", () => {
    assert.equal(matches("?ERROR ?WARN", "a WARN line"), true);
    assert.equal(matches("?ERROR ?WARN", "an INFO line"), false);
  });

  test("with a question mark are ignored beside others", () => {
    assert.equal(matches("?ERROR REQUEST", "REQUEST"), true);
    assert.equal(matches("?ERROR REQUEST", "ERROR"), false);
  });

  test("between percent signs are regular expressions", () => {
    assert.equal(matches("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED"), true);
    assert.equal(matches("%^[0-9]+$%", "12345"), true);
    assert.equal(matches("%^[0-9]+$%", "12345a"), false);
  });

  test("are refused when a quote is left open", () => {
    assert.throws(() => parseFilterPattern('"open'), invalid);
    assert.throws(() => parseFilterPattern("%open"), invalid);
  });

  test("between percent signs know classes, repetitions, anchors and alternatives", () => {
    assert.equal(matches("%[Ww]arn|^ERR%", "a Warn line"), true);
    assert.equal(matches("%[Ww]arn|^ERR%", "no ERR here"), false);
    assert.equal(matches("%id=\\w{3,5}$%", "id=abcd"), true);
    assert.equal(matches("%id=\\w{3,5}$%", "id=abcdef"), false);
    assert.equal(matches("%^x?y+\\.z*$%", "xyyy."), true);
    assert.equal(matches("%[^0-9]{2}%", "1a2b3"), false);
    assert.equal(matches("%a{2}b%", "aaab"), true);
    assert.equal(matches("%\\d\\s\\$%", "5 $"), true);
  });

  test("are refused when a regular expression has groups or does not parse", () => {
    assert.throws(() => parseFilterPattern("%(a+)+$%"), invalid);
    assert.throws(() => parseFilterPattern("%*a%"), invalid);
    assert.throws(() => parseFilterPattern("%a{3,1}%"), invalid);
    assert.throws(() => parseFilterPattern("%[b-a]%"), invalid);
    assert.throws(() => parseFilterPattern("%a{999}b{999}%"), invalid);
  });

  test("are matched at once however many repetitions a regular expression has", () => {
    assert.equal(matches("%a*a*a*a*a*a*a*a*b%", "a".repeat(20_000)), false);
  });
});

describe("JSON patterns", () => {
  const event = {
    level: "ERROR",
    ms: 230,
    ok: false,
    none: null,
    user: { name: "bob", "full name": "Bob B." },
    tags: ["a", "b"],
    requests: [{ path: "/x" }, { path: "/y" }],
  };

  test("compare text, with stars for any characters", () => {
    assert.equal(matches('{ $.level = "ERROR" }', event), true);
    assert.equal(matches("{ $.level = ERROR }", event), true);
    assert.equal(matches('{ $.level = "ERR*" }', event), true);
    assert.equal(matches('{ $.level = "error" }', event), false);
    assert.equal(matches('{$.level!="INFO"}', event), true);
    assert.equal(matches("{ $.level = %^E.*R$% }", event), true);
  });

  test("compare numbers", () => {
    assert.equal(matches("{ $.ms = 230 }", event), true);
    assert.equal(matches("{ $.ms = 2.3e2 }", event), true);
    assert.equal(matches("{ $.ms > 229.5 }", event), true);
    assert.equal(matches("{ $.ms >= 231 }", event), false);
    assert.equal(matches("{ $.ms < 1000 && $.ms != 0 }", event), true);
  });

  test("test for true, false, null and being there", () => {
    assert.equal(matches("{ $.ok IS FALSE }", event), true);
    assert.equal(matches("{ $.ok IS TRUE }", event), false);
    assert.equal(matches("{ $.none IS NULL }", event), true);
    assert.equal(matches("{ $.missing NOT EXISTS }", event), true);
    assert.equal(matches("{ $.none NOT EXISTS }", event), false);
    assert.equal(matches('{ $.missing != "x" }', event), false);
  });

  test("reach into objects and lists", () => {
    assert.equal(matches('{ $.user.name = "bob" }', event), true);
    assert.equal(matches('{ $.user["full name"] = "Bob*" }', event), true);
    assert.equal(matches("{ $.user['full name'] = \"Bob*\" }", event), true);
    assert.equal(matches('{ $.tags[1] = "b" }', event), true);
    assert.equal(matches('{ $.requests[*].path = "/y" }', event), true);
    assert.equal(matches('{ $.requests[0].path = "/y" }', event), false);
  });

  test("join tests with and before or, and with parentheses", () => {
    assert.equal(matches('{ $.ms = 1 && $.ok IS TRUE || $.level = "ERROR" }', event), true);
    assert.equal(matches('{ $.ms = 1 && ($.ok IS TRUE || $.level = "ERROR") }', event), false);
  });

  test("never match a line that is not JSON", () => {
    assert.equal(matches("{ $.level NOT EXISTS }", "plain text"), false);
    assert.equal(matches("{ $.level NOT EXISTS }", "{broken"), false);
  });

  test("do not see what every object inherits", () => {
    assert.equal(matches("{ $.constructor NOT EXISTS }", {}), true);
  });

  test("are refused when they do not parse", () => {
    assert.throws(() => parseFilterPattern("{ $.a = }"), invalid);
    assert.throws(() => parseFilterPattern("{ a = 1 }"), invalid);
    assert.throws(() => parseFilterPattern("{ $.a = 1 && }"), invalid);
    assert.throws(() => parseFilterPattern("{ ($.a = 1 }"), invalid);
    assert.throws(() => parseFilterPattern("{ $.a > text }"), invalid);
    assert.throws(() => parseFilterPattern("{ $.a = 1"), invalid);
    assert.throws(() => parseFilterPattern(`{ ${"(".repeat(500)}$.a = 1${")".repeat(500)} }`), invalid);
  });
});

describe("space-delimited patterns", () => {
  const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

  test("match lines with as many fields, quoted and bracketed text being one", () => {
    assert.equal(matches("[ip, server, username, timestamp, request, status_code, bytes]", line), true);
    assert.equal(matches("[ip, server]", line), false);
  });

  test("test fields by their place", () => {
    assert.equal(matches("[ip, server, username, timestamp, request, status_code = 4*, bytes > 1000]", line), true);
    assert.equal(matches("[ip, server, username, timestamp, request, status_code = 5*, bytes]", line), false);
    assert.equal(matches('[ip, server, username, timestamp, request = "GET *", status_code, bytes]', line), true);
  });

  test("leave out fields with three dots", () => {
    assert.equal(matches("[..., status_code = 404, bytes]", line), true);
    assert.equal(matches("[ip = 127.0.0.1, ...]", line), true);
    assert.equal(matches("[ip, ..., bytes < 1000]", line), false);
  });

  test("join tests of a field", () => {
    assert.equal(matches("[..., status_code = 400 || status_code = 404, bytes]", line), true);
    assert.equal(matches("[..., status_code >= 400 && status_code < 500, bytes]", line), true);
    assert.equal(matches("[w1 = ERROR && w1 != %xx%, w2]", "ERROR ok"), true);
  });

  test("are refused when they do not parse", () => {
    assert.throws(() => parseFilterPattern("[a, b"), invalid);
    assert.throws(() => parseFilterPattern("[]"), invalid);
    assert.throws(() => parseFilterPattern("[..., a, ...]"), invalid);
  });
});
