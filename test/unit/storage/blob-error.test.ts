import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { toBlobError } from "../../../src/storage/blob-error.ts";

describe("toBlobError", () => {
  test("tells the operator what to mend", () => {
    const full = toBlobError(Object.assign(new Error("write"), { code: "ENOSPC" }), "/blobs");
    assert.ok(full instanceof OperatorError);
    assert.equal(full.code, "DiskFull");
    assert.equal(full.message, "Stored bytes at /blobs cannot be used: the disk is full.");
  });

  test("leaves a mistake of ours as it is", () => {
    const bug = new TypeError("undefined is not a function");
    assert.equal(toBlobError(bug, "/blobs"), bug);
  });
});
