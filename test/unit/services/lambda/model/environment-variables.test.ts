import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkEnvironmentVariables } from "../../../../../src/services/lambda/model/environment-variables.ts";

describe("checkEnvironmentVariables", () => {
  test("takes 4,096 bytes of JSON and not one more", () => {
    const frame = '{"LARGE":""}'.length;
    checkEnvironmentVariables({ LARGE: "x".repeat(4_096 - frame) });
    assert.throws(() => checkEnvironmentVariables({ LARGE: "x".repeat(4_097 - frame) }), /exceeded the 4KB limit/);
  });

  test("counts bytes, not characters", () => {
    assert.throws(() => checkEnvironmentVariables({ LARGE: "ü".repeat(2_048) }), /exceeded the 4KB limit/);
  });

  test("names every reserved key", () => {
    assert.throws(
      () => checkEnvironmentVariables({ AWS_REGION: "", MINE: "", _HANDLER: "" }),
      /Reserved keys used in this request: AWS_REGION, _HANDLER$/,
    );
  });

  test("leaves to functions what AWS leaves to them", () => {
    checkEnvironmentVariables({ LANG: "C", PATH: "/bin", NODE_OPTIONS: "", AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" });
  });
});
