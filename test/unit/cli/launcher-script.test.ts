import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const LAUNCHER = fileURLToPath(new URL("../../../bin/lambkin", import.meta.url));
const BUNDLED_AT = new Date("2030-01-01T12:00:00Z");
const BEFORE = new Date("2030-01-01T11:00:00Z");
const AFTER = new Date("2030-01-01T13:00:00Z");

const write = (path: string, content: string, at: Date, mode = 0o644): void => {
  writeFileSync(path, content, { mode });
  utimesSync(path, at, at);
};

/** A checkout whose Node says what it is to run. */
const checkout = (sourcesChangedAt: Date) => {
  const { path, [Symbol.dispose]: dispose } = temporaryDirectory();
  for (const directory of ["bin", "node_modules/.bin", "build/program", "src"])
    mkdirSync(join(path, directory), { recursive: true });
  copyFileSync(LAUNCHER, join(path, "bin/lambkin"));
  write(join(path, "node_modules/.bin/node"), '#!/bin/sh\necho "$@"\n', BEFORE, 0o755);
  for (const file of ["server.js", "cli.js", "stamp"]) write(join(path, "build/program", file), "", BUNDLED_AT);
  write(join(path, "package.json"), "{}", BEFORE);
  write(join(path, "src/source.ts"), "", sourcesChangedAt);
  utimesSync(join(path, "src"), BEFORE, BEFORE);
  const run = (...args: readonly string[]): string =>
    execFileSync(join(path, "bin/lambkin"), args, { encoding: "utf8" }).trim().replaceAll(`${path}/bin/../`, "");
  return { run, [Symbol.dispose]: dispose };
};

describe("bin/lambkin", () => {
  test("runs what was bundled", () => {
    using lambkin = checkout(BEFORE);
    assert.equal(lambkin.run("status", "--json"), "build/program/cli.js status --json");
  });

  test("runs the sources when one of them is newer", () => {
    using lambkin = checkout(AFTER);
    assert.equal(lambkin.run("status"), "src/cli/main.ts status");
    assert.equal(lambkin.run("start"), "src/server/main.ts start");
  });

  test("starts the server at once, and by the command line when it is to stay in the background", () => {
    using lambkin = checkout(BEFORE);
    assert.equal(lambkin.run("start", "--port", "0"), "build/program/server.js start --port 0");
    assert.equal(lambkin.run("start", "--port", "0", "--detach"), "build/program/cli.js start --port 0 --detach");
  });

  test("runs the command line when nothing is asked of it", () => {
    using lambkin = checkout(BEFORE);
    assert.equal(lambkin.run(), "build/program/cli.js");
  });
});
