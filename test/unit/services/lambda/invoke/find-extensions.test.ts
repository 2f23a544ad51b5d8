import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { companionsOf } from "../../../../../src/services/lambda/invoke/companions.ts";
import { findExtensions } from "../../../../../src/services/lambda/invoke/find-extensions.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

describe("external extensions", () => {
  test("are the files in extensions/ of all layers, the upper ones hiding those below", async () => {
    using directory = temporaryDirectory();
    const top = join(directory.path, "top");
    const below = join(directory.path, "below");
    mkdirSync(join(top, "extensions", "hidden"), { recursive: true });
    mkdirSync(join(below, "extensions", "library"), { recursive: true });
    writeFileSync(join(top, "extensions", "b"), "");
    writeFileSync(join(below, "extensions", "a"), "");
    writeFileSync(join(below, "extensions", "b"), "");
    writeFileSync(join(below, "extensions", "hidden"), "");
    assert.deepEqual(await findExtensions([top, below]), ["a", "b"]);
  });

  test("are none where there is no such folder", async () => {
    using directory = temporaryDirectory();
    assert.deepEqual(await findExtensions([directory.path]), []);
    assert.deepEqual(await findExtensions([]), []);
  });

  /** Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html, read November 2026. */
  test("see the function's variables but those of the runtime", () => {
    const companions = companionsOf(["watch"], {
      AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
      MINE: "1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_LOG_GROUP_NAME: "g",
      AWS_LAMBDA_LOG_STREAM_NAME: "s",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      LAMBDA_TASK_ROOT: "/var/task",
      _HANDLER: "index.handler",
    });
    assert.deepEqual(companions, {
      programs: ["/opt/extensions/watch"],
      environment: { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001", MINE: "1" },
    });
  });

  test("run up to ten, and without any there are no companions", () => {
    const names = Array.from({ length: 12 }, (_, index) => `e${index}`);
    assert.equal(companionsOf(names, {})?.programs.length, 10);
    assert.equal(companionsOf([], {}), undefined);
  });
});
