import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { newRequestId } from "../../src/base/ids.ts";
import { createLogger } from "../../src/base/log.ts";
import { createRuntimes } from "../../src/runtimes/all-runtimes.ts";
import type { Runtimes } from "../../src/runtimes/contract.ts";
import { createLinuxSandboxBackend } from "../../src/sandbox/linux/create-linux-sandbox-backend.ts";
import { openDerivedCode } from "../../src/services/lambda/control/code/derived-code.ts";
import { defaultSettings } from "../../src/services/lambda/control/settings.ts";
import type {
  FunctionInvoker,
  Invocation,
  InvocationRecord,
  InvocationResult,
} from "../../src/services/lambda/invoke/contract.ts";
import { createFunctionInvoker, type InvokerLimits } from "../../src/services/lambda/invoke/function-invoker.ts";
import type {
  FunctionLayer,
  FunctionSettings,
  FunctionVersion,
} from "../../src/services/lambda/model/function-version.ts";
import type { LogEvent, LogWriter } from "../../src/services/logs/contract.ts";

/** Counts every event and keeps the first and the last ones of each stream. */
class BoundedLogs implements LogWriter {
  readonly #streams = new Map<string, LogEvent[]>();
  count = 0;

  write(_group: string, stream: string, events: readonly LogEvent[]): void {
    this.count += events.length;
    const kept = this.#streams.get(stream) ?? [];
    kept.push(...events);
    if (kept.length > 2_000) kept.splice(1_000, kept.length - 2_000);
    this.#streams.set(stream, kept);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  get lines(): readonly string[] {
    return [...this.#streams.values()].flat().map((event) => event.message);
  }

  get streamCount(): number {
    return this.#streams.size;
  }
}

export interface RealInvoker {
  readonly invoker: FunctionInvoker & AsyncDisposable;
  readonly logs: BoundedLogs;
  /** Where it is kept what is made of code. */
  readonly derivedDirectory: string;
  readonly records: InvocationRecord[];
  /** A version of a function made of these files; each call is a new revision. */
  readonly define: (
    files: Readonly<Record<string, string>>,
    settings?: Partial<FunctionSettings>,
  ) => Promise<FunctionVersion>;
  /** A layer made of these files. */
  readonly defineLayer: (files: Readonly<Record<string, string>>) => Promise<FunctionLayer>;
  /** Answers when the environment has come to rest, or to its end: nothing of the invocation is still to come. */
  readonly invoke: (
    functionVersion: FunctionVersion,
    payload?: unknown,
    options?: Partial<Pick<Invocation, "requestId" | "wantsLogTail" | "responseSink">>,
  ) => Promise<InvocationResult>;
}

/** An invoker with the host's own sandboxes and runtimes; nothing of it is left after the test. */
export const realInvoker = async (
  context: TestContext,
  limits: Partial<InvokerLimits> = {},
  { runtimes }: { readonly runtimes?: Runtimes } = {},
): Promise<RealInvoker> => {
  const cleanup = new AsyncDisposableStack();
  context.after(() => cleanup.disposeAsync());
  const directory = await mkdtemp(path.join(tmpdir(), "lambkin-invoke-"));
  cleanup.defer(() => rm(directory, { recursive: true, force: true }));
  const logger = createLogger("warn");
  const clock = systemClock;
  const sandboxes = cleanup.use(
    await createLinuxSandboxBackend({ scratchDirectory: path.join(directory, "scratch"), logger, clock }),
  );
  const logs = new BoundedLogs();
  const records: InvocationRecord[] = [];
  const over = new Map<string, PromiseWithResolvers<void>>();
  const derivedDirectory = path.join(directory, "derived");
  const architecture = process.arch === "arm64" ? "arm64" : "x64";
  const invoker = cleanup.use(
    createFunctionInvoker({
      sandboxes,
      runtimes: runtimes ?? createRuntimes({ directory: path.join(directory, "runtimes"), architecture, clock }),
      codeDirectories: {
        acquire: ({ sha256 }) =>
          Promise.resolve({ path: path.join(directory, sha256), [Symbol.asyncDispose]: () => Promise.resolve() }),
      },
      derivedCode: await openDerivedCode(derivedDirectory),
      logs,
      credentials: {
        issue: () => ({ accessKeyId: "ASIA", secretAccessKey: "secret", sessionToken: "token", expiresAtMs: 0 }),
      },
      account: { partition: "aws", region: "us-east-1", accountId: "000000000000" },
      clock,
      logger,
      api: undefined,
      egress: "none",
      limits: {
        concurrentExecutions: 1_000,
        invocationRate: 10,
        environmentsPer10Seconds: 1_000,
        memoryMiB: 8_192,
        idleMs: 60_000,
        preparedSandboxes: 0,
        ...limits,
      },
      observer: {
        onInvocation: (record) => {
          records.push(record);
          over.get(record.requestId)?.resolve();
        },
      },
    }),
  );
  let revisions = 0;
  return {
    invoker,
    logs,
    derivedDirectory,
    records,
    define: async (files, settings = {}) => {
      revisions += 1;
      const sha256 = `code-${revisions}`;
      await writeFiles(path.join(directory, sha256), files);
      return functionVersion(`revision-${revisions}`, { sha256, sizeBytes: sizeOf(files) }, settings);
    },
    defineLayer: async (files) => {
      revisions += 1;
      const sha256 = `layer-${revisions}`;
      await writeFiles(path.join(directory, sha256), files);
      return {
        arn: `arn:aws:lambda:us-east-1:000000000000:layer:l:${revisions}`,
        sha256,
        sizeBytes: sizeOf(files),
        unzippedBytes: sizeOf(files),
      };
    },
    invoke: async (
      functionVersion,
      payload = {},
      { requestId = newRequestId(), wantsLogTail = false, ...rest } = {},
    ) => {
      const isOver = Promise.withResolvers<void>();
      over.set(requestId, isOver);
      const result = await invoker.invoke({
        requestId,
        functionVersion,
        invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hello",
        payload: Buffer.from(JSON.stringify(payload)),
        clientContext: undefined,
        traceHeader: undefined,
        wantsLogTail,
        ...rest,
      });
      await isOver.promise;
      return result;
    },
  };
};

const sizeOf = (files: Readonly<Record<string, string>>): number =>
  Object.values(files).reduce((sum, text) => sum + text.length, 0);

/** Everybody may read and run them, as whoever unpacks a function's code sees to. */
const writeFiles = async (directory: string, files: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(directory, { mode: 0o755 });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
    await writeFile(file, content, { mode: 0o755 });
  }
};

const functionVersion = (
  revisionId: string,
  code: FunctionVersion["code"],
  settings: Partial<FunctionSettings>,
): FunctionVersion => ({
  functionName: "hello",
  version: "$LATEST",
  settings: {
    ...defaultSettings("hello"),
    roleArn: "arn:aws:iam::000000000000:role/hello",
    runtime: "nodejs24.x",
    handler: "index.handler",
    // For a host that has much else to do.
    timeoutSeconds: 60,
    ...settings,
  },
  code,
  revisionId,
  lastModifiedMs: 0,
  state: { value: "Active" },
  lastUpdate: { value: "Successful" },
});

export const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

export const json = (result: InvocationResult): unknown => JSON.parse(text(result.payload));
