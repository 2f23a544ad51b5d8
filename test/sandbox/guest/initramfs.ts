import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "../../..");

/** What the guest's scripts and the sandboxes in it run. */
const PROGRAMS = ["sh", "cat", "chroot", "head", "mount", "sleep", "tail", "wc"];

/**
 * Puts together the emulated machine's whole file system from this host's programs and this repository's code, as the
 * archive that a kernel unpacks at start.
 * @param directory an empty one to work in
 * @returns the archive's path
 */
export const buildInitramfs = (directory: string): string => {
  const tree = path.join(directory, "tree");
  for (const name of ["usr/bin", "usr/lib", "newroot", "attacks", "etc", "lambkin/build"])
    mkdirSync(path.join(tree, name), { recursive: true });
  for (const name of ["dev", "proc", "sys", "tmp", "var"]) mkdirSync(path.join(tree, name));
  for (const name of ["bin", "sbin", "lib", "lib64"]) symlinkSync(`usr/${name}`, path.join(tree, name));
  copyProgram(tree, process.execPath, "/usr/bin/node");
  for (const name of PROGRAMS) copyProgram(tree, realpathSync(findProgram(name)), `/usr/bin/${name}`);
  copyFileSync(path.join(import.meta.dirname, "init"), path.join(tree, "init"));
  for (const name of ["lambkin-launcher", "lambkin-launcher.sha256"])
    copyFileSync(path.join(ROOT, "build", name), path.join(tree, "lambkin/build", name));
  for (const name of ["src/base", "src/sandbox", "test/sandbox/guest"]) copyCode(tree, name);
  for (const name of ["memory-bomb", "fork-bomb"]) {
    const source = path.join(import.meta.dirname, "../attacks", `${name}.c`);
    execFileSync("cc", ["-O1", "-static", "-o", path.join(tree, "attacks", name), source]);
  }
  return pack(tree, path.join(directory, "initramfs"));
};

const findProgram = (name: string): string => {
  const place = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].find((folder) => existsSync(path.join(folder, name)));
  if (place === undefined) throw new Error(`This host has no ${name}`);
  return path.join(place, name);
};

/** A program and the libraries that it is linked to, at the places where it looks for them. */
const copyProgram = (tree: string, from: string, to: string): void => {
  copyInto(tree, from, to);
  const linked = execFileSync("ldd", [from], { encoding: "utf8" });
  for (const [, library = ""] of linked.matchAll(/(\/\S+) \(0x/g)) copyInto(tree, library, usrMerged(library));
};

const usrMerged = (file: string): string => file.replace(/^\/(lib|lib64)\//, "/usr/$1/");

const copyInto = (tree: string, from: string, to: string): void => {
  const target = path.join(tree, to);
  if (existsSync(target)) return;
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(from, target);
  chmodSync(target, 0o755);
};

/** Types are taken off here, where it takes no time, instead of by an emulated processor. */
const copyCode = (tree: string, folder: string): void => {
  for (const name of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const target = path.join(tree, "lambkin", folder, name.replace(/\.ts$/, ".mjs"));
    mkdirSync(path.dirname(target), { recursive: true });
    const code = stripTypeScriptTypes(readFileSync(path.join(ROOT, folder, name), "utf8"));
    writeFileSync(target, code.replaceAll(/(["'].*)\.ts(["'])/g, "$1.mjs$2"));
  }
};

const pack = (tree: string, archive: string): string => {
  const names = readdirSync(tree, { recursive: true, encoding: "utf8" });
  const packed = execFileSync("cpio", ["--create", "--format=newc", "--quiet"], {
    cwd: tree,
    input: `${names.join("\n")}\n`,
    maxBuffer: 1024 * 1024 * 1024,
  });
  writeFileSync(archive, packed);
  return archive;
};
