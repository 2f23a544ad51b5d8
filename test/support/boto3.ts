import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestServer } from "./server.ts";

const PACKAGES = new URL("../../node_modules/.cache/python/", import.meta.url);
const PROGRAMS = new URL("../e2e/boto3/", import.meta.url);

/** Runs one of the programs in `test/e2e/boto3/` against a server. @returns what it printed */
export const runBoto3 = async (server: TestServer, program: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)("python3", [fileURLToPath(new URL(program, PROGRAMS)), ...args], {
    env: { ...server.environment, PYTHONPATH: boto3Directory() },
  });
  return stdout;
};

/** Where `scripts/prepare-test-host` put boto3. */
const boto3Directory = (): string => {
  const name = readdirSync(PACKAGES).find((entry) => entry.startsWith("boto3-") && !entry.endsWith(".partial"));
  if (name === undefined) throw new Error("run scripts/prepare-test-host first");
  return fileURLToPath(new URL(name, PACKAGES));
};
