import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addStatement } from "../../../../../src/services/lambda/model/layer-policy.ts";
import type { ResourcePolicy } from "../../../../../src/services/lambda/model/resource-policy.ts";

const policyWith = (note: string): ResourcePolicy => ({
  document: { Version: "2012-10-17", Id: "default", Statement: [{ Sid: "first", note }] },
  revisionId: "1",
});

const policyOf = (sizeBytes: number): ResourcePolicy =>
  policyWith("x".repeat(sizeBytes - JSON.stringify(policyWith("").document).length));

describe("a layer version's policy", () => {
  test("may be 20,480 bytes long as text, and not one more", () => {
    const second = { Sid: "second" };
    const addedBytes = ',{"Sid":"second"}'.length;
    const revisions = { expected: undefined, next: "2" };
    const grown = addStatement(policyOf(20_480 - addedBytes), second, revisions);
    assert.equal(JSON.stringify(grown.document).length, 20_480);
    assert.throws(() => addStatement(policyOf(20_481 - addedBytes), second, revisions), {
      code: "PolicyLengthExceededException",
      statusCode: 400,
      message: "The final policy size (20481) is bigger than the limit (20480).",
    });
  });
});
