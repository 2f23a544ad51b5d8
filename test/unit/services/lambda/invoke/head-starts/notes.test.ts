import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseNotes } from "../../../../../../src/services/lambda/invoke/head-starts/notes.ts";

const parse = (...pieces: readonly (string | object)[]) =>
  parseNotes(
    Buffer.concat(pieces.map((piece) => Buffer.from(typeof piece === "string" ? piece : `${JSON.stringify(piece)}\n`))),
  );

const withPath = (path: string) => parse({ path, size: 0 }, { preload: [] });

describe("the notes of a guest", () => {
  test("hold files and the names of libraries", () => {
    const notes = parse({ path: "v24/1", size: 3 }, "abc", { path: "v24/2", size: 0 }, { preload: ["boto3"] });
    assert.deepEqual(notes?.preload, ["boto3"]);
    assert.deepEqual(
      notes?.files.map(({ path, content }) => [path, Buffer.from(content).toString()]),
      [
        ["v24/1", "abc"],
        ["v24/2", ""],
      ],
    );
  });

  test("are refused when they are cut off", () => {
    assert.equal(parse({ path: "v24/1", size: 3 }, "ab"), undefined);
    assert.equal(parse({ path: "v24/1", size: 3 }, "abc"), undefined);
    assert.equal(parse('{"preload":[]}'), undefined);
    assert.equal(parse(), undefined);
  });

  test("are refused when something comes after the end", () => {
    assert.equal(parse({ preload: [] }, { preload: ["boto3"] }), undefined);
  });

  test("are refused when a path may lead elsewhere", () => {
    assert.notEqual(withPath("a/b"), undefined);
    assert.equal(withPath("../b"), undefined);
    assert.equal(withPath("a/../../b"), undefined);
    assert.equal(withPath("/etc/passwd"), undefined);
    assert.equal(withPath("a/./b"), undefined);
    assert.equal(withPath("a\0b"), undefined);
    assert.equal(withPath(""), undefined);
  });

  test("are refused when a file is there twice", () => {
    assert.equal(parse({ path: "v24/1", size: 0 }, { path: "v24/1", size: 0 }, { preload: [] }), undefined);
  });

  test("are refused when they are no notes", () => {
    assert.equal(parse("GET / HTTP/1.1\r\n\r\n"), undefined);
    assert.equal(parse("null\n"), undefined);
    assert.equal(parse({ path: "a", size: -1 }, { preload: [] }), undefined);
    assert.equal(parse({ path: "a", size: 1.5 }, { preload: [] }), undefined);
    assert.equal(parse("x".repeat(10_000), "\n", { preload: [] }), undefined);
    assert.equal(parse({ preload: Array.from({ length: 1_000 }, () => "a") }), undefined);
  });
});
