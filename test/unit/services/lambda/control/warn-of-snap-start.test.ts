import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import { warnOfSnapStart } from "../../../../../src/services/lambda/control/warn-of-snap-start.ts";
import { functionVersion } from "../invoke/invoker-fixture.ts";

const warned = (version: string, other: Readonly<Record<string, unknown>>) => {
  const logger = silentLogger.child({});
  const warn = mock.method(logger, "warn");
  warnOfSnapStart(functionVersion({ other }, { version }), logger);
  return warn.mock.calls.map((call) => call.arguments[0]);
};

describe("warnOfSnapStart", () => {
  test("names a published version that is to start from a snapshot", () => {
    const SnapStart = { ApplyOn: "PublishedVersions" };
    assert.deepEqual(warned("3", { SnapStart }), [{ functionName: "hello", version: "3" }]);
  });

  test("says nothing of $LATEST, which AWS takes no snapshot of either", () => {
    assert.deepEqual(warned("$LATEST", { SnapStart: { ApplyOn: "PublishedVersions" } }), []);
  });

  test("says nothing of versions without SnapStart", () => {
    assert.deepEqual(warned("3", {}), []);
    assert.deepEqual(warned("3", { SnapStart: { ApplyOn: "None" } }), []);
  });
});
