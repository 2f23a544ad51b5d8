import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const LOG = fileURLToPath(new URL("../../../src/base/log.ts", import.meta.url));
const PROGRAM = `
  import { createLogger } from ${JSON.stringify(LOG)};
  const logger = createLogger("warn");
  logger.warn("first");
  logger.info("unheard");
  logger.warn("second");
  process.stdout.write("still here");
`;

const run = (standardError: "pipe" | number) =>
  spawnSync(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    stdio: ["ignore", "pipe", standardError],
    encoding: "utf8",
  });

describe("the server's log", () => {
  test("is one JSON line an event on standard error, from its level on", () => {
    const lines = run("pipe").stderr.trim().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
      ["first", "second"],
    );
  });

  test("does not end the server when the disk below it is full", () => {
    const full = openSync("/dev/full", "w");
    const { stdout, status } = run(full);
    closeSync(full);
    assert.equal(stdout, "still here");
    assert.equal(status, 0);
  });
});
