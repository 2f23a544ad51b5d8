import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launchJava } from "../../../../src/runtimes/java/launch-java.ts";

const SETTINGS = { handler: "example.Handler::handle", memoryMiB: 512, hasLayers: false, environment: {} };

describe("launchJava", () => {
  test("starts AWS's client with 85 % of the memory as heap", () => {
    const home = { version: "17.0.15", directory: "/usr/lib/jvm/java-17" };
    const plan = launchJava("java17", { home, clientDirectory: "/files/client" }, SETTINGS);
    assert.equal(plan.command[0], "/usr/lib/jvm/java-17/bin/java");
    assert.ok(plan.command.includes("-XX:MaxHeapSize=445644k"));
    assert.equal(plan.command.at(-1), "example.Handler::handle");
    assert.deepEqual(plan.mounts, [{ source: "/files/client", target: "/var/runtime/lib" }]);
  });

  test("shows a Java from elsewhere at /var/lang", () => {
    const home = { version: "21.0.1", directory: "/home/ada/java-21" };
    const plan = launchJava("java21", { home, clientDirectory: "/files/client" }, SETTINGS);
    assert.equal(plan.command[0], "/var/lang/bin/java");
    assert.deepEqual(plan.mounts[1], { source: "/home/ada/java-21", target: "/var/lang" });
  });
});
