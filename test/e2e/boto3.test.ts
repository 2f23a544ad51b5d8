import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { TestServer } from "../support/server.ts";

const PACKAGES = new URL("../../node_modules/.cache/python/", import.meta.url);
const PROGRAM = fileURLToPath(new URL("boto3/functions.py", import.meta.url));

/** Where `scripts/prepare-test-host` put boto3. */
const boto3Directory = (): string => {
  const name = readdirSync(PACKAGES).find((entry) => entry.startsWith("boto3-") && !entry.endsWith(".partial"));
  assert.ok(name, "run scripts/prepare-test-host first");
  return fileURLToPath(new URL(name, PACKAGES));
};

describe("boto3", () => {
  test("runs a program that manages and invokes functions", async () => {
    await using server = await TestServer.start();
    const { stdout } = await promisify(execFile)("python3", [PROGRAM], {
      env: { ...server.environment, PYTHONPATH: boto3Directory() },
    });
    assert.equal(stdout, "done\n");
  });
});
