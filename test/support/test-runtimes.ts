import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { createRuntimes } from "../../src/runtimes/all-runtimes.ts";

/** Shared by all tests and kept between runs, since what lies there is fetched. */
export const testRuntimes = createRuntimes({
  directory: join(import.meta.dirname, "../../node_modules/.cache/lambkin-runtimes"),
  architecture: process.arch === "arm64" ? "arm64" : "x64",
  clock: systemClock,
});

/** The host's Python: 3.11, which the tests were written with, or else the newest there is. */
export const PYTHON = await (async () => {
  const pythons = (await testRuntimes.list()).filter(({ family, status }) => family === "python" && status === "ready");
  const found = pythons.find(({ identifier }) => identifier === "python3.11") ?? pythons[0];
  if (found === undefined) throw new Error("The tests need a Python from 3.9 on.");
  return found.identifier;
})();

/** A Python of the host that Lambda takes snapshots of; undefined where there is none. */
export const SNAPSHOT_PYTHON = (await testRuntimes.list()).find(
  ({ identifier, status }) => /^python3\.1[2-4]$/.test(identifier) && status === "ready",
)?.identifier;
