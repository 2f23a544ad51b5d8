// Compiles every program under native/ into build/lambkin-<folder>. Plain JavaScript, because it also runs at install
// time, with whatever Node the user has. A program is compiled anew only when its sources, the flags or the compiler
// changed, and it appears whole or not at all: the running server may be using the old one.
// With --check each of them is compiled, kept nowhere, and must not cause a warning. To whoever installs Lambkin one is no
// obstacle: a newer compiler warns of more.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceRoot = path.join(root, "native");
const buildRoot = path.join(root, "build");
const compiler = process.env["CC"] ?? "cc";
const isCheck = process.argv.includes("--check");
const common = ["-std=gnu17", "-O2", "-Wall", "-Wextra"];
// Static: the programs must start in a millisecond, and run where no library is mounted.
const program = { flags: [...common, "-static"], reads: [], architectures: [process.arch] };
// What one writes the other reads, and nobody else: a change to either makes another format of it.
const snapshotFormat = `-DIMAGE_FORMAT=0x${sumOf([...filesIn("snapshot", /\.[ch]$/), ...filesIn("restore", /\.[ch]$/)])}ULL`;
// What is not a program like the others. `reads`: folders with headers of theirs.
const peculiarities = {
  // Loaded into programs of others, and so without any library of its own.
  reseed: { ...program, flags: [...common, "-shared", "-fPIC", "-nostdlib"] },
  "trace-id": { ...program, flags: [...common, "-shared", "-fPIC", "-nostdlib"] },
  snapshot: { ...program, flags: [...program.flags, snapshotFormat], architectures: ["x64"] },
  // It overwrites its own memory, so it has no C library and lies where nobody else does; see native/restore/restore.h.
  restore: {
    flags: [
      ...program.flags,
      ..."-ffreestanding -nostdlib -fPIE -no-pie -fno-stack-protector -fcf-protection=none".split(" "),
      "-fno-asynchronous-unwind-tables",
      "-Wl,-Ttext-segment=0x4c4b00000000",
      snapshotFormat,
    ],
    reads: ["snapshot"],
    architectures: ["x64"],
  },
};

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

function fingerprint(files, flags, version) {
  const hash = createHash("sha256").update(`${version}\0${flags.join(" ")}`);
  for (const file of files) hash.update(`\0${path.basename(file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Sixteen hexadecimal digits. */
function sumOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function filesIn(name, pattern) {
  const folder = path.join(sourceRoot, name);
  const names = readdirSync(folder).filter((file) => pattern.test(file));
  return names.sort().map((file) => path.join(folder, file));
}

function build(name, version) {
  const { flags, reads, architectures } = peculiarities[name] ?? program;
  const sources = filesIn(name, /\.c$/);
  if (sources.length === 0 || !architectures.includes(process.arch)) return;
  const headers = [name, ...reads].flatMap((folder) => filesIn(folder, /\.h$/));
  const finished = path.join(buildRoot, `lambkin-${name}`);
  const stamp = `${finished}.sha256`;
  const wanted = fingerprint([...headers, ...sources], flags, version);
  if (!isCheck && existsSync(finished) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;

  const unfinished = `${finished}.${process.pid}`;
  // A program can say which build it is; the server compares it with the stamp that it found when it started.
  const build = `-DBUILD_ID="${wanted}"`;
  const strictness = isCheck ? ["-Werror"] : [];
  const options = [...flags, ...strictness, build, "-o", unfinished];
  const compiled = spawnSync(compiler, [...options, ...sources], { stdio: "inherit" });
  if (compiled.status !== 0) {
    rmSync(unfinished, { force: true });
    stop(
      `native/${name} does not compile; the compiler's words are above.\n` +
        "  If it misses a header or a static library, install libc6-dev (Debian, Ubuntu) or glibc-static (Fedora, RHEL).",
    );
  }
  if (isCheck) {
    rmSync(unfinished);
    return;
  }
  // Sandboxes run some of them, as users of their own.
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, finished);
  writeFileSync(stamp, wanted);
  console.log(`build-native: compiled build/lambkin-${name}`);
}

mkdirSync(buildRoot, { recursive: true });
const version = compilerVersion();
for (const entry of readdirSync(sourceRoot, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
  if (entry.isDirectory()) build(entry.name, version);
