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
  test("is content with version 4", () => {
    assert.equal(describeCriu("Version: 4.1.1\n").state, "present");
  });

  test("says that version 3 is too old", () => {
    assert.equal(describeCriu("Version: 3.17.1\n").state, "limited");
  });
});
