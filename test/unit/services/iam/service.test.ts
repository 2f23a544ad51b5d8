import assert from "node:assert/strict";
import { test } from "node:test";
import { loadModel } from "../../../../src/models/load-model.ts";
import { startIam } from "./start-iam.ts";

test("every modelled operation of IAM is handled, or unsupported for a reason", async () => {
  await using server = await startIam();
  const { operations, unsupported } = server.iam.service;
  const known = [...Object.keys(operations), ...Object.keys(unsupported)];
  assert.deepEqual(known.toSorted(), [...loadModel("iam").operations.keys()].toSorted());
});

test("every modelled operation of STS is handled, or unsupported for a reason", async () => {
  await using server = await startIam();
  const { operations, unsupported } = server.sts.service;
  const known = [...Object.keys(operations), ...Object.keys(unsupported)];
  assert.deepEqual(known.toSorted(), [...loadModel("sts").operations.keys()].toSorted());
});
