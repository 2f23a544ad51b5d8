import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { describeCriu } from "../../../../../src/sandbox/linux/host-features/extras.ts";
import { describeKernel } from "../../../../../src/sandbox/linux/host-features/machine.ts";

describe("describeKernel", () => {
  test("is content with the oldest that will do", () => {
    assert.equal(describeKernel("5.12.0-amd64").state, "present");
    assert.equal(describeKernel("6.1.0-13-amd64").state, "present");
  });

  test("asks for a newer one otherwise", () => {
    assert.match(describeKernel("5.4.0-generic").remedy ?? "", /5\.12/);
    assert.equal(describeKernel("4.19.0").state, "absent");
  });
});

describe("describeCriu", () => {
  test("tells the version, and that nothing depends on it", () => {
    const { detail, remedy } = describeCriu("Version: 4.1.1\n");
    assert.equal(detail, "4.1.1; not needed: snapshots are taken without it");
    assert.equal(remedy, undefined);
  });
});
