import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PrepareOptions } from "../contract.ts";
import { runTool } from "../fetch/run-tool.ts";
import type { PythonInterpreter } from "./find-interpreters.ts";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** The version that `requirements.txt` names. */
export const BOTO3_VERSION = "1.42.97";

/** Fetches boto3 with pip, compiled for this very interpreter; returns the directory of packages. */
export const fetchBoto3 = async (
  staging: string,
  { executable }: PythonInterpreter,
  { signal, onProgress }: PrepareOptions,
): Promise<string> => {
  onProgress?.(`Fetching boto3 ${BOTO3_VERSION} from PyPI`);
  const packages = join(staging, "packages");
  const args = ["-m", "pip", "install", "--target", packages, "--requirement", REQUIREMENTS];
  const strict = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--disable-pip-version-check", "--quiet"];
  // A host without a network must learn so in seconds: functions wait for this, and may do without.
  const impatient = ["--retries", "0", "--timeout", "15"];
  await runTool(executable, [...args, ...strict, ...impatient], {
    purpose: `fetch boto3 ${BOTO3_VERSION} from PyPI`,
    remedy: `Check that \`${executable} -m pip download boto3\` works; on Debian, pip is the package python3-pip.`,
    cwd: staging,
    signal,
  });
  return packages;
};
