import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  aliasVersions,
  chooseAliasVersion,
  type FunctionAlias,
} from "../../../../../src/services/lambda/model/function-alias.ts";

const alias = (weight?: number): FunctionAlias => ({
  functionName: "hello",
  name: "live",
  functionVersion: "1",
  additionalVersion: weight === undefined ? undefined : { version: "2", weight },
  description: "",
  revisionId: "first",
});

/** The largest number that a random source gives. */
const ALMOST_ONE = 1 - Number.EPSILON / 2;

describe("the version that an alias runs", () => {
  test("is its only one", () => {
    assert.equal(
      chooseAliasVersion(alias(), () => 0),
      "1",
    );
    assert.deepEqual(aliasVersions(alias()), ["1"]);
  });

  test("is the additional one as often as its weight says", () => {
    assert.equal(
      chooseAliasVersion(alias(0.3), () => 0.29),
      "2",
    );
    assert.equal(
      chooseAliasVersion(alias(0.3), () => 0.3),
      "1",
    );
    assert.deepEqual(aliasVersions(alias(0.3)), ["1", "2"]);
  });

  test("is never the additional one at weight 0, and always at weight 1", () => {
    assert.equal(
      chooseAliasVersion(alias(0), () => 0),
      "1",
    );
    assert.equal(
      chooseAliasVersion(alias(1), () => ALMOST_ONE),
      "2",
    );
  });
});
