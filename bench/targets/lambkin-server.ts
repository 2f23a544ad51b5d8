import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { findAdminCredentials, findServerRecord, type ServerRecord } from "../../src/base/server-record.ts";
import { systemClock } from "../../src/base/clock.ts";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";
import { startChildServer } from "../child-server.ts";
import { type Invocation, signedInvocations } from "../load/signed-requests.ts";
import { nodeHello } from "../samples/hello.ts";
import type { Sample } from "../samples/sample.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
/** Where tests keep what they fetched: runtimes, and the SDKs that come with them. */
const RUNTIMES = fileURLToPath(new URL("../../node_modules/.cache/lambkin-runtimes", import.meta.url));
const START_TIMEOUT_MS = 30_000;
/** A machine with much else to do is slow, which is to be measured, not to fail. */
const TIMEOUT_SECONDS = 60;

/** A server with a home of its own, and a client that may create functions in it. */
export class LambkinServer implements AsyncDisposable {
  readonly home: string;
  readonly lambda: LambdaClient;
  readonly endpoint: URL;
  readonly pid: number;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(home: string, record: ServerRecord, lambda: LambdaClient, cleanup: AsyncDisposableStack) {
    this.home = home;
    this.endpoint = new URL(record.endpoint);
    this.pid = record.processId;
    this.lambda = lambda;
    this.#cleanup = cleanup;
  }

  static async start(settings: readonly string[] = []): Promise<LambkinServer> {
    await using cleanup = new AsyncDisposableStack();
    const home = mkdtempSync(join(tmpdir(), "lambkin-bench-"));
    cleanup.defer(() => rmSync(home, { recursive: true, force: true }));
    cleanup.use(
      await startChildServer([LAMBKIN, "start", "--home", home, "--runtimes", RUNTIMES, "--port", "0", ...settings], {
        ready: /is ready at/,
        timeoutMs: START_TIMEOUT_MS,
      }),
    );
    const record = findServerRecord(home);
    const credentials = findAdminCredentials(home);
    if (record === undefined || credentials === undefined) throw new Error("the server left no record");
    const lambda = new LambdaClient({ endpoint: record.endpoint, region: record.region, credentials });
    cleanup.defer(() => lambda.destroy());
    return new LambkinServer(home, record, lambda, cleanup.move());
  }

  get port(): number {
    return Number(this.endpoint.port);
  }

  /** Creates a function and waits until it is active. Its memory is one CPU's worth unless `settings` say otherwise. */
  async create(
    functionName: string,
    sample: Sample = nodeHello,
    settings: Partial<CreateFunctionCommandInput> = {},
  ): Promise<void> {
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: functionName,
        Role: "arn:aws:iam::000000000000:role/bench",
        Runtime: sample.runtime,
        Handler: "index.handler",
        MemorySize: 1769,
        Timeout: TIMEOUT_SECONDS,
        Code: { ZipFile: await sample.zip() },
        ...settings,
      }),
    );
    const waiter = { client: this.lambda, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 };
    await waitUntilFunctionActiveV2(waiter, { FunctionName: functionName });
  }

  /** Ends its environments, too, so that they take nothing from what is measured next. */
  async delete(functionName: string): Promise<void> {
    await this.lambda.send(new DeleteFunctionCommand({ FunctionName: functionName }));
  }

  /** Signed ahead of any clock, as every SDK does before it sends. */
  requests(invocation: Invocation): readonly Buffer[] {
    return signedInvocations(this.home, invocation);
  }

  async getJson(path: string): Promise<unknown> {
    const credentials = findAdminCredentials(this.home);
    if (credentials === undefined) throw new Error("the server left no key pair");
    const headers = signRequest(
      { method: "GET", path, query: "", headers: { host: this.endpoint.host }, body: "" },
      { credentials, region: "us-east-1", signingName: "lambda", nowMs: systemClock.nowMs() },
    );
    return (await fetch(new URL(path, this.endpoint), { headers })).json();
  }

  /** How many invocations of these functions were cold, as the server counts them soon after they were answered. */
  async countColdStarts(functionNames: readonly string[]): Promise<number> {
    const metrics = await (await fetch(new URL("/metrics", this.endpoint))).text();
    const lines = metrics.split("\n").filter((line) => line.startsWith("lambkin_function_cold_starts_total"));
    const ours = lines.filter((line) => functionNames.some((name) => line.includes(`function="${name}"`)));
    return ours.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }
}
