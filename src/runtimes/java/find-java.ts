import { readdir, readFile, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

export interface JavaHome {
  /** For example `17.0.15`, or `1.8.0_402`. */
  readonly version: string;
  /** The directory that `bin/java` lies in, without links. */
  readonly directory: string;
}

/** Directories that hold one Java each. */
const COLLECTIONS = ["/usr/lib/jvm", join(homedir(), ".sdkman/candidates/java")];

/** The Java of one feature release, such as 17: JAVA_HOME, the search path's, or one beside it. Never another one. */
export const findJava = async (feature: number): Promise<JavaHome | undefined> => {
  for (const candidate of await candidates()) {
    const home = await describe(candidate);
    if (home !== undefined && featureOf(home.version) === feature) return home;
  }
  return undefined;
};

const candidates = async (): Promise<string[]> => {
  const fromPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "java"));
  const programs = await Promise.all(fromPath.map((program) => realpath(program).catch(() => undefined)));
  const homes = programs.filter((program) => program !== undefined).map((program) => dirname(dirname(program)));
  const collected = await Promise.all(
    COLLECTIONS.map(async (collection) => {
      const names = await readdir(collection).catch(() => []);
      return names.sort((a, b) => a.localeCompare(b)).map((name) => join(collection, name));
    }),
  );
  const own = process.env["JAVA_HOME"];
  return [...(own === undefined ? [] : [own]), ...homes, ...collected.flat()];
};

/** By the file `release`, which every Java has had since 8; starting it to ask would take half a second. */
const describe = async (candidate: string): Promise<JavaHome | undefined> => {
  try {
    const release = await readFile(join(candidate, "release"), "utf8");
    const [, version] = /^JAVA_VERSION="([^"]+)"/m.exec(release) ?? [];
    await realpath(join(candidate, "bin/java"));
    return version === undefined ? undefined : { version, directory: await realpath(candidate) };
  } catch {
    return undefined;
  }
};

/** 8 of `1.8.0_402`, 17 of `17.0.15`. */
const featureOf = (version: string): number => Number.parseInt(version.replace(/^1\./, ""), 10);
