import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { RUBY } from "./test-ruby.ts";
import { PYTHON, SNAPSHOT_PYTHON, testRuntimes } from "./test-runtimes.ts";

/** How a sample function is built. */
export interface FunctionRecipe {
  /** Its folder in `test/functions`; as it is called unless said otherwise. */
  readonly sources?: string;
  readonly runtime: string;
  readonly handler: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Programs that must be on the search path. */
  readonly tools: readonly string[];
  /** Whatever else the result depends on; raised when the recipe changes. */
  readonly edition: string;
  /** Puts the deployment package's files into `output`; `work` is a copy of the sources. */
  build(work: string, output: string): Promise<void>;
}

const RUNTIME_IS_REPLACED = { AWS_LAMBDA_EXEC_WRAPPER: "/var/task/run-client" };

export const FUNCTION_RECIPES = {
  nodejs: {
    runtime: "nodejs24.x",
    handler: "index.handler",
    tools: [],
    edition: "1",
    build: (work, output) => cp(work, output, { recursive: true }),
  },
  python: {
    runtime: PYTHON,
    handler: "lambda_function.lambda_handler",
    tools: [],
    edition: "1",
    build: (work, output) => cp(work, output, { recursive: true }),
  },
  ruby: {
    runtime: RUBY,
    handler: "lambda_function.Sample::Handler.process",
    tools: [],
    edition: "1",
    build: (work, output) => cp(work, output, { recursive: true }),
  },
  /** AWS's own client for Node.js, unmodified, as a wrapper starts it in place of our runtime. */
  "nodejs-interface-client": {
    runtime: "nodejs24.x",
    handler: "index.handler",
    environment: RUNTIME_IS_REPLACED,
    tools: ["npm", "cmake", "make", "g++", "xz", "python3"],
    edition: "1",
    build: buildNodejsInterfaceClient,
  },
  /** AWS's own client for Python, unmodified. */
  "python-interface-client": {
    runtime: PYTHON,
    handler: "lambda_function.lambda_handler",
    environment: RUNTIME_IS_REPLACED,
    tools: [],
    edition: PYTHON,
    build: (work, output) => buildPythonInterfaceClient(PYTHON, work, output),
  },
  /** The same on a Python that Lambda takes snapshots of. */
  "python-snapshot-client": {
    sources: "python-interface-client",
    runtime: SNAPSHOT_PYTHON ?? "",
    handler: "lambda_function.lambda_handler",
    environment: RUNTIME_IS_REPLACED,
    tools: [],
    edition: SNAPSHOT_PYTHON ?? "",
    build: (work, output) => buildPythonInterfaceClient(SNAPSHOT_PYTHON ?? "", work, output),
  },
  go: {
    runtime: "provided.al2023",
    handler: "bootstrap",
    tools: ["go"],
    edition: "1",
    build: async (work, output) => {
      const flags = ["-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc", "-mod=readonly"];
      const environment = { CGO_ENABLED: "0" };
      await run(work, "go", ["build", ...flags, "-o", join(output, "bootstrap"), "."], environment);
    },
  },
  rust: {
    runtime: "provided.al2023",
    handler: "bootstrap",
    tools: ["cargo", "cc"],
    edition: "1",
    build: async (work, output) => {
      await run(work, "cargo", ["build", "--release", "--locked", "--quiet"], {
        CARGO_TARGET_DIR: join(work, "target"),
      });
      await copyFile(join(work, "target/release/bootstrap"), join(output, "bootstrap"));
    },
  },
  java: {
    runtime: "java17",
    handler: "example.Handler::handleRequest",
    tools: ["javac"],
    edition: "1",
    build: async (work, output) => {
      const classPath = await javaLibraries();
      await run(work, "javac", ["--release", "17", "-cp", classPath, "-d", output, "example/Handler.java"]);
    },
  },
  /** Registers a hook by `org.crac`, and answers what was called and what it draws. */
  "java-snapshot": {
    runtime: "java17",
    handler: "example.Handler::handleRequest",
    tools: ["javac", "mvn"],
    edition: "1",
    build: async (work, output) => {
      const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
      const library = ["-Dartifact=org.crac:crac:1.5.0", `-DoutputDirectory=${join(output, "lib")}`];
      await run(work, "mvn", ["--quiet", "--batch-mode", plugin, ...library]);
      const classPath = `${await javaLibraries()}:${join(output, "lib")}/*`;
      await run(work, "javac", ["--release", "17", "-cp", classPath, "-d", output, "example/Handler.java"]);
    },
  },
} as const satisfies Record<string, FunctionRecipe>;

/**
 * Does what the package's install scripts do. `--nodedir`: headers come from the npm package that also holds Node.js.
 */
async function buildNodejsInterfaceClient(work: string, output: string): Promise<void> {
  await run(work, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  const client = join(work, "node_modules/aws-lambda-ric");
  await run(client, "sh", ["scripts/preinstall.sh"]);
  const nodeGyp = join(work, "node_modules/node-gyp/bin/node-gyp.js");
  const headers = (await nodeRuntimeDirectory()) ?? "";
  await run(client, process.execPath, [nodeGyp, "rebuild", "--directory=src/native", `--nodedir=${headers}`], {
    DEPS_PREFIX: join(client, "deps/artifacts"),
  });
  const target = join(output, "node_modules/aws-lambda-ric");
  await mkdir(target, { recursive: true });
  await copyFile(join(client, "src/native/build/Release/rapid-client.node"), join(target, "rapid-client.node"));
  for (const file of ["index.mjs", "package.json"]) await copyFile(join(client, file), join(target, file));
  for (const file of ["index.mjs", "run-client"]) await copyFile(join(work, file), join(output, file));
}

async function buildPythonInterfaceClient(python: string, work: string, output: string): Promise<void> {
  const availability = await testRuntimes.find(python);
  if (availability.kind !== "ready") throw new Error(`${python} is gone.`);
  const strict = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--quiet", "--disable-pip-version-check"];
  const args = ["-m", "pip", "install", "--target", output, "--requirement", "requirements.txt", ...strict];
  await run(work, availability.runtime.source, args);
  await rm(join(output, "bin"), { recursive: true, force: true });
  for (const file of ["lambda_function.py", "run-client"]) await copyFile(join(work, file), join(output, file));
}

/** What AWS's Java runtime brings, which holds the interfaces that handlers implement. */
const javaLibraries = async (): Promise<string> => {
  const runtime = await testRuntimes.prepare("java17", { signal: new AbortController().signal });
  const plan = runtime.launch({ handler: "", memoryMiB: 128, hasLayers: false, environment: {} });
  const libraries = plan.mounts.find(({ target }) => target === "/var/runtime/lib");
  return `${libraries?.source ?? ""}/*`;
};

const nodeRuntimeDirectory = async (): Promise<string | undefined> => {
  const availability = await testRuntimes.find("nodejs24.x");
  return availability.kind === "ready" ? availability.runtime.source : undefined;
};

const run = async (
  cwd: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const env = { ...process.env, ...environment };
  await promisify(execFile)(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
};
