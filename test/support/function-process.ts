import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LaunchPlan } from "../../src/runtimes/contract.ts";
import { FakeRuntimeApi, type FakeRuntimeApiOptions, type RuntimeReport } from "./fake-runtime-api.ts";
import { LOG_STREAM_NAME } from "./test-invocation.ts";
import { testRuntimes } from "./test-runtimes.ts";

export interface TestFunction {
  readonly runtime: string;
  readonly handler?: string;
  /** The deployment package: text by path, or a directory that holds it. */
  readonly files: Readonly<Record<string, string>> | string;
  /** Layers, as they would lie in /opt. */
  readonly layer?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly memoryMiB?: number;
  readonly api?: FakeRuntimeApiOptions;
}

/** A function run by its runtime as a plain process, without a sandbox, against a fake Runtime API. */
export class FunctionProcess implements AsyncDisposable {
  readonly api: FakeRuntimeApi;
  /** Exit status, or the name of the signal. */
  readonly exited: Promise<number | string>;
  readonly #process: ChildProcess;
  readonly #stack: AsyncDisposableStack;
  #output = "";

  private constructor(process: ChildProcess, api: FakeRuntimeApi, stack: AsyncDisposableStack) {
    this.api = api;
    this.#process = process;
    this.#stack = stack;
    this.exited = once(process, "close").then(([code, signal]) => (code ?? signal) as number | string);
    process.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
  }

  static async start(settings: TestFunction): Promise<FunctionProcess> {
    await using stack = new AsyncDisposableStack();
    const root = await mkdtemp(join(tmpdir(), "lambkin-function-"));
    stack.defer(() => rm(root, { recursive: true, force: true }));
    const api = stack.use(await FakeRuntimeApi.start(settings.api));
    const plan = await launchPlan(settings);
    await layOut(root, plan, settings);
    const [command, ...args] = plan.command.map((word) => inside(root, word));
    const child = spawn(command ?? "", args, { cwd: join(root, "task"), env: environment(root, plan, settings, api) });
    const started = new FunctionProcess(child, api, stack.move());
    child.on("error", (error) => (started.#output += String(error)));
    return started;
  }

  /** Ends the process and returns all that it printed, a line each. */
  async lines(): Promise<readonly string[]> {
    this.#process.kill("SIGKILL");
    await this.exited;
    return this.#output.split("\n").slice(0, -1);
  }

  /** What has arrived of its output. */
  get output(): string {
    return this.#output;
  }

  /** Waits for the answer to an event. @throws when the process ends before it answers */
  async invoke(event: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RuntimeReport> {
    const report = this.api.invoke(JSON.stringify(event), headers);
    return Promise.race([report, this.exited.then((status) => this.#fail(status))]);
  }

  /** Waits until the runtime reports that it cannot start. @throws when the process ends before */
  async initError(): Promise<RuntimeReport> {
    return Promise.race([this.api.initError, this.exited.then((status) => this.#fail(status))]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.exited;
    await this.#stack.disposeAsync();
  }

  #fail(status: number | string): never {
    throw new Error(`The function ended with ${status}:\n${this.#output}`);
  }
}

const launchPlan = async ({ runtime, handler, memoryMiB, layer, environment }: TestFunction): Promise<LaunchPlan> => {
  const availability = await testRuntimes.find(runtime);
  const signal = new AbortController().signal;
  const found = availability.kind === "ready" ? availability.runtime : await testRuntimes.prepare(runtime, { signal });
  return found.launch({
    handler,
    memoryMiB: memoryMiB ?? 128,
    hasLayers: layer !== undefined,
    environment: environment ?? {},
  });
};

/** The sandbox's places, below a directory of the test. */
const inside = (root: string, text: string): string =>
  text.replaceAll(/\/var\/(?=task|runtime|lang)/g, `${root}/`).replaceAll(/(?<=^|:)\/opt\b/g, `${root}/opt`);

const layOut = async (root: string, plan: LaunchPlan, { files, layer }: TestFunction): Promise<void> => {
  await mkdir(join(root, "runtime"));
  if (typeof files === "string") await cp(files, join(root, "task"), { recursive: true });
  else await writeFiles(join(root, "task"), files);
  for (const { source, target } of plan.mounts) {
    await mkdir(dirname(inside(root, target)), { recursive: true });
    await symlink(source, inside(root, target));
  }
  await writeFiles(join(root, "opt"), layer ?? {});
};

const writeFiles = async (directory: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(directory);
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o755 });
  }
};

const environment = (
  root: string,
  plan: LaunchPlan,
  settings: TestFunction,
  api: FakeRuntimeApi,
): Record<string, string> => {
  const variables = {
    ...plan.environment,
    ...settings.environment,
    _HANDLER: settings.handler ?? "index.handler",
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_LAMBDA_FUNCTION_NAME: "hello",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMiB ?? 128),
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/hello",
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM_NAME,
    LAMBDA_TASK_ROOT: "/var/task",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    AWS_REGION: "us-east-1",
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, inside(root, value)]));
};
