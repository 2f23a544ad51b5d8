import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import { NoSuchEntityException } from "../../../src/models/generated/iam.ts";
import { TooManyRequestsException } from "../../../src/models/generated/lambda.ts";

describe("models and generated types", () => {
  test("are what the pinned packages yield", () => {
    const script = fileURLToPath(new URL("../../../scripts/extract-models.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });

  test("make errors that carry code, status, fault and modelled members", () => {
    const error = new TooManyRequestsException({ message: "Rate Exceeded.", Reason: "CallerRateLimitExceeded" });
    assert.ok(error instanceof ServiceException);
    assert.deepEqual(
      [error.code, error.statusCode, error.fault, error.message, error.properties],
      ["TooManyRequestsException", 429, "client", "Rate Exceeded.", { Reason: "CallerRateLimitExceeded" }],
    );
  });

  test("use the query protocol's own code where there is one", () => {
    assert.equal(new NoSuchEntityException({ message: "gone" }).code, "NoSuchEntity");
  });
});
