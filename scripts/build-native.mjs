// Compiles every program under native/ into build/lambkin-<folder>. Plain JavaScript, because it also runs at install
// time, with whatever Node the user has. A program is compiled anew only when its sources, the flags or the compiler
// changed, and it appears whole or not at all: the running server may be using the old one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceRoot = path.join(root, "native");
const buildRoot = path.join(root, "build");
const compiler = process.env["CC"] ?? "cc";
// Static: the programs must start in a millisecond, and run where no library is mounted.
const flags = ["-std=gnu17", "-O2", "-static", "-Wall", "-Wextra", "-Werror"];

/** Ends with a message for a person; no stack trace, because nothing here is a bug. */
function stop(message) {
  console.error(`build-native: ${message}`);
  process.exit(1);
}

function compilerVersion() {
  const asked = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  if (asked.status === 0) return asked.stdout;
  return stop(
    `there is no C compiler called '${compiler}'. Lambkin's sandbox is a small C program that is compiled here.\n` +
      "  Debian, Ubuntu:  sudo apt-get install gcc libc6-dev\n" +
      "  Fedora, RHEL:    sudo dnf install gcc glibc-devel glibc-static\n" +
      "  Another compiler: set CC. Then run 'npm run build:native'.",
  );
}

function fingerprint(files, version) {
  const hash = createHash("sha256").update(`${version}\0${flags.join(" ")}`);
  for (const file of files) hash.update(`\0${path.basename(file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function build(name, version) {
  const folder = path.join(sourceRoot, name);
  const files = readdirSync(folder)
    .filter((file) => /\.[ch]$/.test(file))
    .sort()
    .map((file) => path.join(folder, file));
  const sources = files.filter((file) => file.endsWith(".c"));
  if (sources.length === 0) return;
  const program = path.join(buildRoot, `lambkin-${name}`);
  const stamp = `${program}.sha256`;
  const wanted = fingerprint(files, version);
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;

  const unfinished = `${program}.${process.pid}`;
  const compiled = spawnSync(compiler, [...flags, "-o", unfinished, ...sources], { stdio: "inherit" });
  if (compiled.status !== 0) {
    rmSync(unfinished, { force: true });
    stop(
      `native/${name} does not compile; the compiler's words are above.\n` +
        "  If it misses a header or a static library, install libc6-dev (Debian, Ubuntu) or glibc-static (Fedora, RHEL).",
    );
  }
  renameSync(unfinished, program);
  writeFileSync(stamp, wanted);
  console.log(`build-native: compiled build/lambkin-${name}`);
}

mkdirSync(buildRoot, { recursive: true });
const version = compilerVersion();
for (const entry of readdirSync(sourceRoot, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
  if (entry.isDirectory()) build(entry.name, version);
