import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadModel } from "../../../../src/models/load-model.ts";
import { LambdaControl } from "../../../support/lambda-control.ts";

describe("the Lambda service", () => {
  test("handles each modelled operation or says why not", async () => {
    await using control = await LambdaControl.start();
    const { operations, unsupported } = control.lambda.service;
    const answered = [...Object.keys(operations), ...Object.keys(unsupported)].sort();
    assert.deepEqual(answered, [...loadModel("lambda").operations.keys()].sort());
  });
});
