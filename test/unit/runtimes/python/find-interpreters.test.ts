import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findPython } from "../../../../src/runtimes/python/find-interpreters.ts";
import { PYTHON } from "../../../support/test-runtimes.ts";

describe("findPython", () => {
  test("finds the real interpreter of that very version", async () => {
    const minor = PYTHON.replace("python", "");
    const found = await findPython(minor);
    assert.ok(found !== undefined);
    assert.ok(found.version.startsWith(`${minor}.`));
    assert.ok(found.executable.startsWith(`${found.prefix}/`));
    assert.equal(found.isInUsr, found.executable.startsWith("/usr/"));
  });

  test("finds none of a version that is not there", async () => {
    assert.equal(await findPython("3.99"), undefined);
  });
});
