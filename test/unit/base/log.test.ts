import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const LOG = fileURLToPath(new URL("../../../src/base/log.ts", import.meta.url));
const LINES = `
  logger.warn("first");
  logger.info("unheard");
  logger.warn("second");
`;

const run = (standardError: "pipe" | number, lines = LINES) =>
  spawnSync(process.execPath, ["--input-type=module", "--eval", programOf(lines)], {
    stdio: ["ignore", "pipe", standardError],
    encoding: "utf8",
  });

const programOf = (lines: string): string => `
  import { createLogger } from ${JSON.stringify(LOG)};
  const logger = createLogger("warn");
  ${lines}
  process.stdout.write("still here");
`;

describe("the server's log", () => {
  test("is one JSON line an event on standard error, from its level on", () => {
    const lines = run("pipe").stderr.trim().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
      ["first", "second"],
    );
  });

  test("tells what the operator can mend by what to do, without a stack, and the same only once", () => {
    const { stderr } = run(
      "pipe",
      `
      const err = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      logger.error({ err, path: "/x" }, "writing failed");
      logger.error({ err, path: "/y" }, "writing failed");
      logger.error({ err: new TypeError("a bug") }, "writing failed");
    `,
    );
    const [full, bug, ...more] = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.match(JSON.stringify(full?.["trouble"]), /ENOSPC.*Free space/);
    assert.equal(full?.["path"], "/x");
    assert.equal("err" in (full ?? {}), false);
    assert.match(JSON.stringify(bug?.["err"]), /"stack":"TypeError: a bug/);
    assert.deepEqual(more, []);
  });

  test("does not end the server when the disk below it is full", () => {
    const full = openSync("/dev/full", "w");
    const { stdout, status } = run(full);
    closeSync(full);
    assert.equal(stdout, "still here");
    assert.equal(status, 0);
  });
});
