import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { PrepareOptions } from "../contract.ts";
import { runTool } from "./run-tool.ts";

/** No scripts, and nothing that concerns a project rather than a set of files. */
const QUIET = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
  // A host without a network must learn so in seconds: functions wait for this, and may do without.
  "--fetch-retries=0",
  "--fetch-timeout=15000",
];
const REMEDY = "Check that npm is installed and reaches its registry (`npm ping`).";

/** Fetches one package in one exact version; returns the package's directory. */
export const fetchNpmPackage = async (
  staging: string,
  reference: { readonly name: string; readonly version: string },
  { signal }: PrepareOptions,
): Promise<string> => {
  const { name, version } = reference;
  const run = { purpose: `fetch ${name} ${version} from npm`, remedy: REMEDY, cwd: staging, signal };
  const args = ["install", "--prefix", staging, "--no-save", "--no-package-lock", "--global=false", ...QUIET];
  await runTool("npm", [...args, `${name}@${version}`], run);
  return join(staging, "node_modules", name);
};

/** Fetches exactly what `package-lock.json` in `project` says; returns the directory of packages. */
export const fetchNpmLock = async (staging: string, project: string, { signal }: PrepareOptions): Promise<string> => {
  for (const file of ["package.json", "package-lock.json"]) await copyFile(join(project, file), join(staging, file));
  const run = { purpose: "fetch the AWS SDK for JavaScript from npm", remedy: REMEDY, cwd: staging, signal };
  await runTool("npm", ["ci", "--prefix", staging, "--global=false", ...QUIET], run);
  return join(staging, "node_modules");
};
