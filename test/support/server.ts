import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findAdminCredentials, findServerRecord, type ServerRecord } from "../../src/base/server-record.ts";
import { boundToUs } from "./bound-to-us.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
/** Fetched once for all tests. */
const RUNTIMES = fileURLToPath(new URL("../../node_modules/.cache/lambkin-runtimes", import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 120_000;

/** A server of the test's own, started as a user starts it: by the launcher, on a free port of loopback. */
export class TestServer implements AsyncDisposable {
  readonly home: string;
  readonly #directory: Disposable;
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;
  #errors = "";

  private constructor(directory: ReturnType<typeof temporaryDirectory>, args: readonly string[]) {
    this.home = directory.path;
    this.#directory = directory;
    this.#args = args;
  }

  static async start(options: { readonly args?: readonly string[] } = {}): Promise<TestServer> {
    const server = new TestServer(temporaryDirectory(), options.args ?? []);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      server.#directory[Symbol.dispose]();
      throw error;
    }
  }

  /** Starts again with the same home, after `stop` or `kill`. */
  async start(): Promise<void> {
    const where = ["--home", this.home, "--runtimes", RUNTIMES, "--port", "0"];
    const [command, args] = boundToUs(LAMBKIN, "start", ...where, ...this.#args);
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...hostEnvironment(), HOME: this.home, NODE_COMPILE_CACHE: COMPILE_CACHE },
    });
    this.#process = child;
    this.#errors = "";
    child.stderr.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
    const ready = new Promise<void>((resolve) => {
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("ready")) resolve();
      });
    });
    const ended = once(child, "exit").then(() => {
      throw new Error(`The server ended before it was ready:\n${this.#errors}`);
    });
    await Promise.race([ready, ended, timeout(START_TIMEOUT_MS, "The server did not become ready")]);
  }

  get record(): ServerRecord {
    const record = findServerRecord(this.home);
    assert.ok(record, "no server is running");
    return record;
  }

  get endpoint(): string {
    return this.record.endpoint;
  }

  get credentials(): { readonly accessKeyId: string; readonly secretAccessKey: string } {
    const credentials = findAdminCredentials(this.home);
    assert.ok(credentials, "the server has made no key pair");
    return credentials;
  }

  /** For SDK clients of JavaScript. */
  get clientOptions() {
    return { endpoint: this.endpoint, region: this.record.region, credentials: this.credentials, maxAttempts: 1 };
  }

  /** For the AWS CLI, boto3 and our own command line. */
  get environment(): Readonly<Record<string, string>> {
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.home,
      LAMBKIN_HOME: this.home,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: this.record.region,
      AWS_DEFAULT_REGION: this.record.region,
      AWS_ACCESS_KEY_ID: this.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
    };
  }

  /** What the server said on standard error so far. */
  get errors(): string {
    return this.#errors;
  }

  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (child === undefined) return 0;
    this.#process = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill(signal);
      await Promise.race([exited, timeout(STOP_TIMEOUT_MS, `The server did not end after ${signal}`)]);
    }
    return child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const running = this.#process !== undefined;
      const exitCode = await this.stop();
      if (running) assert.equal(exitCode, 0, `the server ended badly:\n${this.#errors}`);
    } finally {
      this.#directory[Symbol.dispose]();
    }
  }
}

/** What package managers need of this host's variables, without any that would point at an AWS account or another server. */
const hostEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|LAMBKIN)_/.test(name)));

const timeout = (ms: number, message: string): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`${message} within ${ms} ms`)), ms).unref());
