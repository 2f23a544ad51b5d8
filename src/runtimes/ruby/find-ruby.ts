import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface RubyInterpreter {
  /** For example `3.3.8`. */
  readonly version: string;
  /** The real executable, not a version manager's wrapper. */
  readonly executable: string;
  /** The directory that `bin` and `lib` lie in. */
  readonly prefix: string;
  /** Directories below the prefix that hold Ruby's own libraries, in the order in which it searches them. */
  readonly libraries: readonly string[];
  /** Seen in every sandbox without further ado. */
  readonly isInUsr: boolean;
}

/** Lines: engine, version, executable, prefix, then the search path for libraries. */
const DESCRIBE = `require "rbconfig"
prefix = File.realpath(RbConfig::CONFIG["prefix"])
libraries = $LOAD_PATH.select { |path| File.directory?(path) }.map { |path| File.realpath(path) }.uniq
puts RUBY_ENGINE, RUBY_VERSION, File.realpath(RbConfig.ruby), prefix, libraries`;

/**
 * The interpreter of one minor version, such as `3.3`: from the search path, or else from a version manager. One that
 * lies in /usr goes before others, since the distribution keeps it patched.
 */
export const findRuby = async (minor: string): Promise<RubyInterpreter | undefined> => {
  const names = [`ruby${minor}`, "ruby"];
  const folders = ["/usr/bin", "/usr/local/bin", ...onSearchPath()];
  const common = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  for (const candidate of [...common, ...(await ofVersionManagers(minor))]) {
    if (!existsSync(candidate)) continue;
    const interpreter = await describe(candidate);
    if (interpreter?.version.startsWith(`${minor}.`) === true) return interpreter;
  }
  return undefined;
};

/** Without the shims of version managers, which are slow and may stand for no version at all. */
const onSearchPath = (): string[] =>
  (process.env["PATH"] ?? "").split(delimiter).filter((folder) => basename(folder) !== "shims");

/** Where rbenv, asdf, mise, RVM and chruby keep a directory a version, named `3.3.8` or `ruby-3.3.8`. */
const ofVersionManagers = async (minor: string): Promise<string[]> => {
  const home = homedir();
  const collections = [
    join(process.env["RBENV_ROOT"] ?? join(home, ".rbenv"), "versions"),
    join(home, ".asdf/installs/ruby"),
    join(home, ".local/share/mise/installs/ruby"),
    join(home, ".rvm/rubies"),
    join(home, ".rubies"),
    "/opt/rubies",
  ];
  const found = await Promise.all(collections.map((collection) => inCollection(collection, minor)));
  return found.flat();
};

/** Newest patch first. */
const inCollection = async (collection: string, minor: string): Promise<string[]> => {
  const names = await readdir(collection).catch(() => []);
  return names
    .filter((name) => name.replace(/^ruby-/, "").startsWith(`${minor}.`))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((name) => join(collection, name, "bin/ruby"));
};

/** Asks the interpreter itself; undefined when it does not run or is not the Ruby that AWS has, but JRuby or so. */
const describe = async (candidate: string): Promise<RubyInterpreter | undefined> => {
  try {
    const { RUBYLIB: _lib, RUBYOPT: _opt, ...env } = process.env;
    const { stdout } = await promisify(execFile)(candidate, ["--disable=gems", "-e", DESCRIBE], {
      timeout: 10_000,
      env,
    });
    const [engine, version, executable, prefix, ...directories] = stdout.trimEnd().split("\n");
    if (engine !== "ruby" || version === undefined || executable === undefined || prefix === undefined) {
      return undefined;
    }
    const isInUsr = executable.startsWith("/usr/");
    // One whose parts are strewn about the host cannot be shown in a sandbox.
    if (!isInUsr && !executable.startsWith(`${prefix}/`)) return undefined;
    const libraries = directories.filter((directory) => directory.startsWith(`${prefix}/`));
    return { version, executable, prefix, libraries, isInUsr };
  } catch {
    return undefined;
  }
};
