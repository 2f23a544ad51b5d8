import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../../base/operator-error.ts";
import type { PrepareOptions } from "../contract.ts";

/** AWS's runtime interface client for Java and what it needs. */
export const INTERFACE_CLIENT_VERSION = "2.9.0";
const JARS = [
  {
    path: "com/amazonaws/aws-lambda-java-runtime-interface-client/2.9.0/aws-lambda-java-runtime-interface-client-2.9.0.jar",
    sha256: "26568a5f63bf9e921567e77661be425650abc8972bae2aa0b7e99bab4e4239d9",
  },
  {
    path: "com/amazonaws/aws-lambda-java-core/1.4.0/aws-lambda-java-core-1.4.0.jar",
    sha256: "575c24393cc1ad645e83e618956eabd89ffe8cc09efae2cb62bc6589154d68ed",
  },
  {
    path: "com/amazonaws/aws-lambda-java-serialization/1.2.0/aws-lambda-java-serialization-1.2.0.jar",
    sha256: "1513c1f945a3213f916a4b2de1760c97b51d84d110f82bbbcf9cfac53d5651e7",
  },
  {
    path: "software/amazon/awssdk/utils-lite/2.34.0/utils-lite-2.34.0.jar",
    sha256: "efaf784f07ae526f0b5c89d71ef21cf16636131c47d44616e3df9bedc3f4f89a",
  },
] as const;

/** Fetches the jars from a Maven repository; returns their directory. */
export const fetchInterfaceClient = async (
  staging: string,
  repositoryUrl: string,
  { signal, onProgress }: PrepareOptions,
): Promise<string> => {
  onProgress?.("Fetching AWS's runtime interface client for Java from Maven");
  for (const { path, sha256 } of JARS) {
    const url = `${repositoryUrl}/${path}`;
    const bytes = await download(url, signal);
    const actual = createHash("sha256").update(bytes).digest("hex");
    if (actual !== sha256) throw failed(url, `its SHA-256 is ${actual}, not ${sha256}`);
    await writeFile(join(staging, path.slice(path.lastIndexOf("/") + 1)), bytes);
  }
  return staging;
};

const download = async (url: string, signal: AbortSignal): Promise<Buffer> => {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw failed(url, `the repository answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (signal.aborted || error instanceof OperatorError) throw error;
    throw failed(url, "the repository cannot be reached", error);
  }
};

const failed = (url: string, reason: string, cause?: unknown): OperatorError =>
  new OperatorError({
    code: "RUNTIME_FETCH_FAILED",
    message: `Could not fetch ${url}: ${reason}.`,
    remedy: "Check the network, or configure a Maven repository that this host reaches.",
    cause,
  });
