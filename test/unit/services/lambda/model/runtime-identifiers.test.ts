import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  checkRuntimeIdentifier,
  supportsSnapStart,
} from "../../../../../src/services/lambda/model/runtime-identifiers.ts";

describe("checkRuntimeIdentifier", () => {
  test("takes what AWS takes", () => {
    checkRuntimeIdentifier("nodejs24.x");
    checkRuntimeIdentifier("provided.al2023");
    checkRuntimeIdentifier("nodejs26.x");
  });

  test("tells the retired from the unknown", () => {
    assert.throws(() => checkRuntimeIdentifier("python2.7"), /python2\.7 is no longer supported for creating/);
    assert.throws(() => checkRuntimeIdentifier("cobol85"), /Value cobol85 at 'runtime' failed/);
  });
});

describe("supportsSnapStart", () => {
  test("is for Java 11, Python 3.12, .NET 8 and what came after", () => {
    assert.equal(supportsSnapStart("java11"), true);
    assert.equal(supportsSnapStart("java8.al2"), false);
    assert.equal(supportsSnapStart("python3.12"), true);
    assert.equal(supportsSnapStart("python3.11"), false);
    assert.equal(supportsSnapStart("dotnet8"), true);
    assert.equal(supportsSnapStart("dotnet6"), false);
    assert.equal(supportsSnapStart("ruby3.3"), false);
    assert.equal(supportsSnapStart("provided.al2023"), false);
  });

  test("is for Node.js, too, which it is not on AWS", () => {
    assert.equal(supportsSnapStart("nodejs24.x"), true);
  });
});
