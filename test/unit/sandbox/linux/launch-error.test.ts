import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launchError } from "../../../../src/sandbox/linux/launch-error.ts";

describe("launchError", () => {
  test("names the step and the kernel's reason", () => {
    const error = launchError({ step: "pivot root", errorCode: "EINVAL", errorText: "Invalid argument" });
    assert.equal(error.message, "launcher: pivot root: Invalid argument");
    assert.equal(error.code, "SANDBOX_LAUNCH_FAILED");
    assert.match(error.remedy, /doctor/);
  });

  test("knows what to do where namespaces are forbidden", () => {
    const error = launchError({ step: "make namespaces", errorCode: "EPERM", errorText: "Operation not permitted" });
    assert.match(error.remedy, /user\.max_user_namespaces/);
  });

  test("tells a host that is full from one that forbids", () => {
    const error = launchError({ step: "make pipe", errorCode: "ENOMEM", errorText: "Cannot allocate memory" });
    assert.match(error.remedy, /short of memory/);
  });
});
