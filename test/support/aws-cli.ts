import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import { awsCliArchivePath } from "../../scripts/extract-models/model-archive.ts";

export interface AwsCli {
  /**
   * Runs `aws` with these arguments, found in no configuration file.
   * @param env added to a bare environment: endpoint, region, keys
   */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<AwsCliResult>;
  /** Starts `aws` with a command that goes on until it is disposed, such as `logs tail --follow`. */
  follow(args: readonly string[], env?: Readonly<Record<string, string>>): FollowedCommand;
}

export interface FollowedCommand extends AsyncDisposable {
  /** Resolves once the output matches; rejects when the command ends first or time runs out. */
  until(pattern: RegExp): Promise<void>;
}

export interface AwsCliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const CACHE_DIRECTORY = fileURLToPath(new URL("../../node_modules/.cache/aws-cli/", import.meta.url));

/** The stock AWS CLI (v1) from the development dependency that carries it; needs `python3`. Unpacked once. */
export const awsCli = async (): Promise<AwsCli> => {
  const directory = join(CACHE_DIRECTORY, "unpacked");
  if (!(await exists(directory))) await unpackOnce(directory);
  return commandLine("python3", ["-u", "-m", "awscli"], { PYTHONPATH: join(directory, "awscli") });
};

/** Version 2 of the AWS CLI as Debian packages it; version 1 has no `logs tail`. */
export const awsCliVersion2 = (): AwsCli => commandLine("/usr/bin/aws", [], {});

const commandLine = (
  program: string,
  firstArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
): AwsCli => {
  const environmentWith = (env: Readonly<Record<string, string>>) => ({ ...BARE_ENVIRONMENT, ...environment, ...env });
  return {
    run: (args, env = {}) => run(program, [...firstArguments, ...args], environmentWith(env)),
    follow: (args, env = {}) => follow(program, [...firstArguments, ...args], environmentWith(env)),
  };
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Into a folder of its own first: test files run in processes side by side, and the first to finish wins. */
const unpackOnce = async (directory: string): Promise<void> => {
  await mkdir(CACHE_DIRECTORY, { recursive: true });
  const own = await mkdtemp(join(CACHE_DIRECTORY, "unpacking-"));
  try {
    await unpack(awsCliArchivePath, own);
    await rename(own, directory);
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    if (!(await exists(directory))) throw error;
  }
};

const unpack = async (archivePath: string, directory: string): Promise<void> => {
  const zip = await openPromise(archivePath, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.startsWith("awscli/") && !entry.fileName.endsWith("/")) {
        await unpackFile(zip, entry, join(directory, entry.fileName));
      }
    }
  } finally {
    zip.close();
  }
};

const unpackFile = async (zip: ZipFile, entry: Entry, path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
};

const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<AwsCliResult> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === "number") resolve({ stdout, stderr, exitCode });
      else reject(new Error("the AWS CLI did not run", { cause: error }));
    });
  });

const FOLLOW_TIMEOUT_MS = 240_000;

const follow = (program: string, args: readonly string[], env: Readonly<Record<string, string>>): FollowedCommand => {
  const child = spawn(program, args, { env: { ...env, PYTHONUNBUFFERED: "1" } });
  const exited = once(child, "exit");
  let output = "";
  const onOutput = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on("data", onOutput);
  child.stderr.on("data", onOutput);
  return {
    until: async (pattern) => {
      const signal = AbortSignal.timeout(FOLLOW_TIMEOUT_MS);
      while (!pattern.test(output)) {
        if (child.exitCode !== null) throw new Error(`aws ended before it said ${pattern}:\n${output}`);
        await Promise.race([once(child.stdout, "data", { signal }), exited]);
      }
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
};

/** No configuration of whoever runs the tests, no network beyond the endpoint. */
const BARE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
};
