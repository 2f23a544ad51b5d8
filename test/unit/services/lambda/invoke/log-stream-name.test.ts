import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newLogStreamName } from "../../../../../src/services/lambda/invoke/log-stream-name.ts";
import { functionVersion } from "./invoker-fixture.ts";

const nowMs = Date.UTC(2026, 0, 2);

describe("the name of a log stream", () => {
  test("has the day, the version and a name of the environment's own", () => {
    const name = newLogStreamName(functionVersion({}, { version: "7" }), nowMs);
    assert.match(name, /^2026\/01\/02\/\[7\][0-9a-f]{32}$/);
  });

  test("has the function's name in a group of another name", () => {
    const logging = { ...functionVersion().settings.logging, logGroup: "/shared" };
    assert.match(
      newLogStreamName(functionVersion({ logging }), nowMs),
      /^2026\/01\/02\/hello\[\$LATEST\][0-9a-f]{32}$/,
    );
  });
});
