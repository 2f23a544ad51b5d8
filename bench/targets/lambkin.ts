import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { findAdminCredentials, findServerRecord, type ServerRecord } from "../../src/base/server-record.ts";
import { systemClock } from "../../src/base/clock.ts";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";
import { startChildServer } from "../child-server.ts";
import { type PreparedRequest, TimedClient } from "../http-client.ts";
import { nodeHello, type Sample } from "../samples/hello.ts";
import type { Target, TargetKind } from "./target.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const START_TIMEOUT_MS = 30_000;
const BODY = "{}";
/** A machine with much else to do is slow, which is to be measured, not to fail. */
const TIMEOUT_SECONDS = 60;
/** Long enough for the server to have made ready what it wants to have ready. */
const PAUSE_MS = 300;

/** A server with a home of its own, and a client that may create functions in it. */
export class LambkinServer implements AsyncDisposable {
  readonly lambda: LambdaClient;
  readonly endpoint: URL;
  readonly pid: number;
  readonly #home: string;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(home: string, record: ServerRecord, lambda: LambdaClient, cleanup: AsyncDisposableStack) {
    this.#home = home;
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
      await startChildServer([LAMBKIN, "start", "--home", home, "--port", "0", ...settings], {
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

  /** @param memoryMiB the default is one CPU's worth */
  async createHello(functionName: string, memoryMiB = 1769, sample: Sample = nodeHello): Promise<void> {
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: functionName,
        Role: "arn:aws:iam::000000000000:role/bench",
        Runtime: sample.runtime,
        Handler: "index.handler",
        MemorySize: memoryMiB,
        Timeout: TIMEOUT_SECONDS,
        Code: { ZipFile: await sample.zip() },
      }),
    );
    const waiter = { client: this.lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
    await waitUntilFunctionActiveV2(waiter, { FunctionName: functionName });
  }

  prepare(functionName: string, headers: PreparedRequest["headers"] = {}): PreparedRequest {
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    return { path, headers: this.sign("POST", path, headers, BODY), body: BODY };
  }

  sign(method: string, path: string, headers: PreparedRequest["headers"], body: string): Record<string, string> {
    const credentials = findAdminCredentials(this.#home);
    if (credentials === undefined) throw new Error("the server left no key pair");
    return signRequest(
      { method, path, query: "", headers: { ...headers, host: this.endpoint.host }, body },
      { credentials, region: "us-east-1", signingName: "lambda", nowMs: systemClock.nowMs() },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }
}

/** Lambkin as users run it: signatures verified, sandboxed, logged. */
export const lambkin: TargetKind = {
  name: "Lambkin",
  start: async (): Promise<Target> => {
    const server = await LambkinServer.start();
    await server.createHello("hello");
    return {
      name: lambkin.name,
      port: Number(server.endpoint.port),
      prepare: () => server.prepare("hello"),
      expected: "hello",
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  coldStarts: async (count) => {
    await using server = await LambkinServer.start();
    return await coldStarts(server, nodeHello, count);
  },
};

/** First invocations of functions, one after the other. Milliseconds. */
export const coldStarts = async (server: LambkinServer, sample: Sample, count: number): Promise<readonly number[]> => {
  const names = Array.from({ length: count }, () => `cold-${randomUUID()}`);
  await Promise.all(names.map((name) => server.createHello(name, 512, sample)));
  using client = new TimedClient(Number(server.endpoint.port));
  const samples: number[] = [];
  for (const name of names) {
    await sleep(PAUSE_MS);
    samples.push(await client.post(server.prepare(name), "hello"));
  }
  // Their environments must not take the memory of those that are measured later.
  await Promise.all(names.map((FunctionName) => server.lambda.send(new DeleteFunctionCommand({ FunctionName }))));
  return samples;
};
