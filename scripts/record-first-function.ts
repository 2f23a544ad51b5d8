/** Runs the README's first five minutes in a home of its own and writes down what a terminal would show. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const HEREDOC = /<<'(\w+)'$/;

/** The block of commands under the heading, as it stands in the README. */
const readBlock = (): string => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const block = /^## Your first function.*?```sh\n(.*?)```/ms.exec(readme)?.[1];
  if (block === undefined) throw new Error("README.md has no block of commands under its first function");
  return block;
};

/** Commands with their continuation lines and here-documents. */
const splitCommands = (block: string): readonly string[] => {
  const commands: string[] = [];
  let current: string[] = [];
  let heredocEnd: string | undefined;
  for (const line of block.split("\n")) {
    current.push(line);
    if (heredocEnd === undefined) heredocEnd = HEREDOC.exec(line)?.[1];
    else if (line === heredocEnd) heredocEnd = undefined;
    if (heredocEnd !== undefined || line.endsWith("\\")) continue;
    const command = current.join("\n");
    if (command !== "") commands.push(command);
    current = [];
  }
  return commands;
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const directory = mkdtempSync(join(tmpdir(), "lambkin-recording-"));
const home = join(directory, "home");
// Shown as if typed in the checkout; files go to a scratch directory. An AWS CLI older than AWS_ENDPOINT_URL is helped.
const script = [
  "set -eu",
  `bin/lambkin() { ${quote(join(ROOT, "bin/lambkin"))} "$@"; }`,
  `aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }`,
  `cd ${quote(directory)}`,
  ...splitCommands(readBlock()).map((command) => `printf '$ %s\\n' ${quote(command)}\n${command}`),
].join("\n");
const recording = spawnSync("bash", ["-c", `exec 2>&1\n${script}`], {
  encoding: "utf8",
  env: {
    ...process.env,
    PATH: `/usr/bin:${process.env["PATH"]}`,
    LAMBKIN_HOME: home,
    AWS_PAGER: "",
    PYTHONWARNINGS: "ignore",
  },
});
spawnSync(join(ROOT, "bin/lambkin"), ["stop", "--home", home]);
rmSync(directory, { recursive: true, force: true });
if (recording.status !== 0) throw new Error(`the five minutes failed:\n${recording.stdout}`);
writeFileSync(join(ROOT, "docs/first-function.txt"), recording.stdout.replaceAll(directory, "~"));
