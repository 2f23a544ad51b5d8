import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { FunctionConfiguration } from "../../../../../src/models/generated/lambda.ts";
import { LambdaControl } from "../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

const CHILD = fileURLToPath(new URL("../../../../support/lambda-crash-child.ts", import.meta.url));

/** Kills the child without warning once it has acknowledged so much; returns the last word about each function. */
const acknowledgedBeforeKill = async (home: string, count: number): Promise<ReadonlyMap<string, string>> => {
  const child = spawn(process.execPath, [CHILD, home], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const acknowledged = new Map<string, string>();
  let lines = 0;
  for await (const line of createInterface(child.stdout)) {
    const [functionName = "", codeSha256 = ""] = line.split(" ");
    acknowledged.set(functionName, codeSha256);
    lines += 1;
    if (lines === count) child.kill("SIGKILL");
  }
  await exited;
  return acknowledged;
};

/** A version that has come to its end, with code that is there. */
const wholeVersion = async (
  control: LambdaControl,
  FunctionName: string,
  Qualifier: string,
): Promise<FunctionConfiguration> => {
  const configuration = await control.call("GetFunctionConfiguration", { FunctionName, Qualifier });
  assert.equal(configuration.State, "Active");
  assert.equal(configuration.LastUpdateStatus, "Successful");
  await control.blobs.read(Buffer.from(String(configuration.CodeSha256), "base64").toString("hex"));
  return configuration;
};

/** Starts again where the child was killed, and looks whether everything is whole. */
const assertWhole = async (home: string, acknowledged: ReadonlyMap<string, string>): Promise<void> => {
  await using control = await LambdaControl.start(home);
  await control.lambda.recover();
  // Closing waits for what was taken up, and for the first round of collecting.
  await control.lambda[Symbol.asyncDispose]();
  const found = new Map<string, string>();
  for (const { FunctionName = "" } of (await control.call("ListFunctions", {})).Functions ?? []) {
    const latest = await wholeVersion(control, FunctionName, "$LATEST");
    const { Versions = [] } = await control.call("ListVersionsByFunction", { FunctionName });
    const last = await wholeVersion(control, FunctionName, Versions.at(-1)?.Version ?? "");
    // The child publishes whatever it changes, so one is never there without the other.
    assert.deepEqual([last.Version, last.CodeSha256], [String(Versions.length - 1), latest.CodeSha256]);
    found.set(FunctionName, String(latest.CodeSha256));
  }
  const names = [...acknowledged.keys()];
  // Only what the child was doing when it was killed may be further than what it said.
  const finished = names.slice(0, -1);
  assert.deepEqual(
    finished.map((name) => found.get(name)),
    finished.map((name) => acknowledged.get(name)),
  );
  assert.equal(found.has(String(names.at(-1))), true);
  assert.ok(found.size <= names.length + 1);
  assert.deepEqual(await readdir(join(home, "blobs", "incoming")), []);
  assert.deepEqual(await readdir(join(home, "code", "incoming")), []);
  assert.deepEqual(await readdir(join(home, "code", "discarded")), []);
};

describe("a server that is killed without warning", () => {
  test("while it updates", async () => {
    using home = temporaryDirectory();
    await assertWhole(home.path, await acknowledgedBeforeKill(home.path, 1));
  });

  test("while it creates", async () => {
    using home = temporaryDirectory();
    await assertWhole(home.path, await acknowledgedBeforeKill(home.path, 2));
  });

  test("and again, after it has recovered", async () => {
    using home = temporaryDirectory();
    await assertWhole(home.path, await acknowledgedBeforeKill(home.path, 5));
    await using control = await LambdaControl.start(home.path);
    await control.create("afterwards");
  });
});
