import { readFile } from "node:fs/promises";
import { availableParallelism, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

import { attempt, isAccessible } from "./attempt.ts";
import { absent, type HostFeature, limited, present } from "./feature.ts";

/** The first with all that the launcher asks for: mount attributes by descriptor, and overlayfs without root. */
const OLDEST_KERNEL = [5, 12] as const;

const BUILD = fileURLToPath(new URL("../../../../build/", import.meta.url));
const PROGRAMS = ["lambkin-launcher", "lambkin-network"];
/** For snapshots, which there are on one architecture only. */
const SNAPSHOT_PROGRAMS = process.arch === "x64" ? ["lambkin-snapshot", "lambkin-restore"] : [];

const BYTES_PER_GIB = 1024 ** 3;

/** @param version such as `6.1.0-13-amd64` */
export const describeKernel = (version: string): HostFeature => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isRecent = major > OLDEST_KERNEL[0] || (major === OLDEST_KERNEL[0] && minor >= OLDEST_KERNEL[1]);
  return isRecent
    ? present("kernel", `Linux ${version}`)
    : absent("kernel", `Linux ${version}`, `Use Linux ${OLDEST_KERNEL.join(".")} or newer.`);
};

const probeMemory = async (): Promise<HostFeature> => {
  const info = await readFile("/proc/meminfo", "utf8");
  const availableKiB = Number(/^MemAvailable:\s+(\d+)/m.exec(info)?.[1] ?? 0);
  const available = ((availableKiB * 1024) / BYTES_PER_GIB).toFixed(1);
  return present("memory", `${(totalmem() / BYTES_PER_GIB).toFixed(1)} GiB, ${available} GiB of it available`);
};

const probeCompiler = async (): Promise<HostFeature> => {
  const compiler = await attempt(process.env["CC"] ?? "cc", ["--version"]);
  return compiler.kind === "ran"
    ? present("C compiler", compiler.output.split("\n")[0] ?? "")
    : limited(
        "C compiler",
        "none; only needed to build the native programs",
        "Debian, Ubuntu: apt-get install gcc libc6-dev",
      );
};

const probePrograms = async (): Promise<HostFeature> => {
  const wanted = [...PROGRAMS, ...SNAPSHOT_PROGRAMS];
  const built = await Promise.all(wanted.map((name) => isAccessible(BUILD + name)));
  const missing = wanted.filter((_, index) => !built[index]);
  return missing.length === 0
    ? present("native programs", `built: ${wanted.join(", ")}`)
    : absent("native programs", `not built: ${missing.join(", ")}`, "Run `npm run build:native`.");
};

/** What the machine is, and what it takes to build for it. */
export const probeMachine = async (): Promise<readonly HostFeature[]> => [
  describeKernel(release()),
  present("CPUs", `${availableParallelism()}, ${process.arch}`),
  await probeMemory(),
  await probeCompiler(),
  await probePrograms(),
];
