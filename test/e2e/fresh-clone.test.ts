import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What a clone does not have. */
const MADE_HERE = new Set(["node_modules", "build", ".git"].map((name) => path.join(ROOT, name)));
const run = promisify(execFile);

/** That of a shell in which nobody has put this checkout's Node before the machine's. */
const machinePath = (process.env["PATH"] ?? "")
  .split(":")
  .filter((directory) => !directory.includes("node_modules"))
  .join(":");

test("./run takes a fresh clone, with nothing installed, to a function's answer", async () => {
  using clone = temporaryDirectory();
  using home = temporaryDirectory();
  cpSync(ROOT, clone.path, { recursive: true, filter: (source) => !MADE_HERE.has(source) });
  const options = { cwd: clone.path, env: { ...process.env, PATH: machinePath } };
  const homeArguments = ["--home", path.join(home.path, "lambkin")];
  const { stdout } = await run("./run", [...homeArguments, "--port", "0"], options);
  assert.match(stdout, /Installing.*Lambkin is ready at .*\{"greeting":"hello world"\}.*REPORT RequestId: /s);
  await run("bin/lambkin", ["stop", ...homeArguments], options);
});
