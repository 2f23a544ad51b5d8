import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { probeHost } from "../../src/sandbox/linux/host-features.ts";

const run = promisify(execFile);
const TRACES = fileURLToPath(new URL("../support/probe-traces.ts", import.meta.url));

describe("probeHost", () => {
  test("finds on this host what the tests of sandboxes need", async () => {
    const states = new Map((await probeHost()).map(({ name, state }) => [name, state]));
    assert.equal(states.get("kernel"), "present");
    assert.equal(states.get("native programs"), "present");
    assert.equal(states.get("namespaces"), "present");
    assert.equal(states.get("overlayfs"), "present");
    assert.equal(states.get("egress"), "present");
  });

  test("has a remedy for everything that is missing and needed", async () => {
    const features = await probeHost();
    const helpless = features.filter(
      ({ state, remedy, detail }) => state === "absent" && !remedy && !/not needed/.test(detail),
    );
    assert.deepEqual(helpless, []);
  });

  test("leaves nothing behind", async () => {
    // In namespaces of its own, so that what other tests do meanwhile does not count.
    const { stdout } = await run("unshare", ["--mount", "--net", process.execPath, TRACES]);
    assert.equal(stdout, "[]");
  });
});
