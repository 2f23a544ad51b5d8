import type { TestContext } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import type { Runtime } from "../../../../../src/runtimes/contract.ts";
import { defaultSettings } from "../../../../../src/services/lambda/control/settings.ts";
import type {
  Invocation,
  InvocationObserver,
  InvocationRecord,
} from "../../../../../src/services/lambda/invoke/contract.ts";
import {
  createFunctionInvoker,
  type FunctionInvokerOptions,
  type HostInvoker,
  type InvokerLimits,
} from "../../../../../src/services/lambda/invoke/function-invoker.ts";
import type { FunctionSettings, FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";
import type { LogEvent, LogWriter } from "../../../../../src/services/logs/contract.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { FakeSandboxBackend, type GuestProgram } from "./fake-sandbox.ts";

/** Keeps what was logged, by stream. */
export class FakeLogs implements LogWriter {
  readonly events = new Map<string, LogEvent[]>();
  writes = 0;
  flushes = 0;
  /** What `flush` waits for. */
  barrier: Promise<void> = Promise.resolve();

  write(_group: string, stream: string, events: readonly LogEvent[]): void {
    this.writes += 1;
    const earlier = this.events.get(stream) ?? [];
    this.events.set(stream, [...earlier, ...events]);
  }

  flush(): Promise<void> {
    this.flushes += 1;
    return this.barrier;
  }

  /** Of all streams, one after the other. */
  get lines(): readonly string[] {
    return [...this.events.values()].flat().map((event) => event.message);
  }
}

/** Answers every invocation with what it got. */
export const echo: GuestProgram = async (guest) => {
  for (;;) {
    const event = await guest.next();
    await guest.respond(event.headers.get("Lambda-Runtime-Aws-Request-Id") ?? "", event.body);
  }
};

export const requestIdOf = (event: { readonly headers: ReadonlyMap<string, string> }): string =>
  event.headers.get("Lambda-Runtime-Aws-Request-Id") ?? "";

export const functionVersion = (
  settings: Partial<FunctionSettings> = {},
  identity: Partial<FunctionVersion> = {},
): FunctionVersion => ({
  functionName: "hello",
  version: "$LATEST",
  settings: {
    ...defaultSettings("hello"),
    roleArn: "arn:aws:iam::000000000000:role/hello",
    runtime: "provided.al2023",
    handler: "index.handler",
    ...settings,
  },
  code: { sha256: "00", sizeBytes: 1 },
  revisionId: "first",
  lastModifiedMs: 0,
  state: { value: "Active" },
  lastUpdate: { value: "Successful" },
  ...identity,
});

export const invocation = (overrides: Partial<Invocation> = {}): Invocation => ({
  requestId: "8286a188-ba32-4475-8077-530cd35c09a9",
  functionVersion: functionVersion(),
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hello",
  payload: Buffer.from('{"a":1}'),
  clientContext: undefined,
  traceHeader: undefined,
  wantsLogTail: false,
  ...overrides,
});

/** Ends in the SHA-256 of the version's name. */
export const RUNTIME_VERSION_ARN =
  "arn:aws:lambda:us-east-1::runtime:71baa4640d2d7c87b065a77ef2be36b9949cc73a0d296a63e6722bb0784898e8";
/** What lines say of the runtime that starts. */
export const RUNTIME_TEXT = `Runtime Version: provided:al2023.v1\tRuntime Version ARN: ${RUNTIME_VERSION_ARN}`;

const runtime: Runtime = {
  identifier: "provided.al2023",
  version: "provided:al2023.v1",
  source: "a test",
  launch: () => ({
    command: ["/var/task/bootstrap"],
    mounts: [{ source: "/host/guest", target: "/var/runtime" }],
    environment: { LANG: "en_US.UTF-8", PATH: "/bin", AWS_EXECUTION_ENV: "AWS_Lambda_test" },
    bootstraps: ["/var/task/bootstrap", "/opt/bootstrap"],
  }),
};

const runtimes: FunctionInvokerOptions["runtimes"] = {
  find: () => Promise.resolve({ kind: "ready", runtime }),
  prepare: () => Promise.resolve(runtime),
};

export interface InvokerFixture {
  readonly invoker: HostInvoker;
  readonly backend: FakeSandboxBackend;
  readonly clock: FakeClock;
  readonly logs: FakeLogs;
  readonly records: InvocationRecord[];
  /** Paths of code that is in use. */
  readonly codeInUse: Set<string>;
}

/** An invoker over fakes; disposed of after the test. */
export const invokerFixture = (
  context: TestContext,
  options: {
    readonly programs?: readonly GuestProgram[];
    readonly limits?: Partial<InvokerLimits>;
    readonly observer?: Partial<InvocationObserver>;
    readonly overrides?: Partial<FunctionInvokerOptions>;
  } = {},
): InvokerFixture => {
  const backend = new FakeSandboxBackend(...(options.programs ?? [echo]));
  const clock = new FakeClock();
  const logs = new FakeLogs();
  const records: InvocationRecord[] = [];
  const codeInUse = new Set<string>();
  const invoker = createFunctionInvoker({
    sandboxes: backend,
    runtimes,
    codeDirectories: {
      acquire: ({ sha256 }) => {
        const path = `/host/code/${sha256}`;
        codeInUse.add(path);
        return Promise.resolve({
          path,
          [Symbol.asyncDispose]: () => Promise.resolve(void codeInUse.delete(path)),
        });
      },
    },
    logs,
    credentials: {
      issue: ({ roleArn, sessionName }) => ({
        accessKeyId: "ASIA",
        secretAccessKey: "secret",
        sessionToken: `${roleArn} ${sessionName}`,
        expiresAtMs: 0,
      }),
    },
    account: { partition: "aws", region: "us-east-1", accountId: "000000000000" },
    clock,
    logger: silentLogger,
    api: { port: 4566, onConnection: (socket) => socket.end("the API") },
    egress: "none",
    limits: {
      concurrentExecutions: 1000,
      invocationRate: 10,
      environmentsPer10Seconds: 1000,
      memoryMiB: 1024,
      idleMs: 60_000,
      preparedSandboxes: 0,
      ...options.limits,
    },
    observer: { onInvocation: (record) => records.push(record), ...options.observer },
    ...options.overrides,
  });
  context.after(() => invoker[Symbol.asyncDispose]());
  return { invoker, backend, clock, logs, records, codeInUse };
};

/** Lets everything happen that needs no time to pass. */
export const settle = async (): Promise<void> => {
  await turn();
  await turn();
  await turn();
  await turn();
  await turn();
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
