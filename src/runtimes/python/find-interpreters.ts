import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface PythonInterpreter {
  /** For example `3.11.2`. */
  readonly version: string;
  /** The real executable, not a wrapper or a virtual environment's. */
  readonly executable: string;
  /** The directory that `bin` and `lib` lie in. */
  readonly prefix: string;
  /** Seen in every sandbox without further ado. */
  readonly isInUsr: boolean;
}

const DESCRIBE = `import json, os, sys
name = "python%d.%d" % sys.version_info[:2]
executable = os.path.realpath(os.path.join(sys.base_prefix, "bin", name))
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "executable": executable, "prefix": sys.base_prefix}))`;

/**
 * The interpreter of one minor version, such as `3.12`: from the search path, or else from pyenv. One that lies in
 * /usr goes before others, since the distribution keeps it patched.
 */
export const findPython = async (minor: string): Promise<PythonInterpreter | undefined> => {
  const usr = ["/usr/bin", "/usr/local/bin"].map((folder) => join(folder, `python${minor}`));
  for (const candidate of [...usr, ...onSearchPath(minor), ...(await inPyenv(minor))]) {
    if (!existsSync(candidate)) continue;
    const interpreter = await describe(candidate);
    if (interpreter?.version.startsWith(`${minor}.`) === true) return interpreter;
  }
  return undefined;
};

/** Without pyenv's shims, which are slow and may stand for no version at all. */
const onSearchPath = (minor: string): string[] =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => basename(folder) !== "shims")
    .map((folder) => join(folder, `python${minor}`));

/** Newest patch first. */
const inPyenv = async (minor: string): Promise<string[]> => {
  const root = process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv");
  const versions = await readdir(join(root, "versions")).catch(() => []);
  return versions
    .filter((version) => version.startsWith(`${minor}.`))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((version) => join(root, "versions", version, "bin", `python${minor}`));
};

/** Asks the interpreter itself; undefined when it does not run. */
const describe = async (candidate: string): Promise<PythonInterpreter | undefined> => {
  try {
    const { stdout } = await promisify(execFile)(candidate, ["-I", "-S", "-c", DESCRIBE], { timeout: 10_000 });
    const found = JSON.parse(stdout) as { version: string; executable: string; prefix: string };
    return { ...found, isInUsr: found.executable.startsWith("/usr/") };
  } catch {
    return undefined;
  }
};
