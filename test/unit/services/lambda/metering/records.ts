import { defaultSettings } from "../../../../../src/services/lambda/control/settings.ts";
import type { InvocationRecord } from "../../../../../src/services/lambda/invoke/contract.ts";
import type { FunctionVersion } from "../../../../../src/services/lambda/model/function-version.ts";
import type { Usage } from "../../../../../src/services/lambda/model/usage.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:hello";

/** Version 1 of the function `hello`, with 1,024 MB. */
export const VERSION: FunctionVersion = {
  functionName: "hello",
  version: "1",
  settings: {
    ...defaultSettings("hello"),
    roleArn: "arn:aws:iam::000000000000:role/r",
    runtime: "nodejs24.x",
    handler: "index.handler",
    memoryMiB: 1_024,
  },
  code: { sha256: "", sizeBytes: 0 },
  revisionId: "1",
  lastModifiedMs: 0,
  state: { value: "Active" },
  lastUpdate: { value: "Successful" },
};

/** A warm invocation of it by its number that took 100 ms. */
export const record = (change: Partial<InvocationRecord> = {}): InvocationRecord => ({
  requestId: "8286a188-ba32-4475-8077-530cd35c09a9",
  functionVersion: VERSION,
  invokedFunctionArn: `${ARN}:1`,
  startedAtMs: Date.UTC(2026, 0, 1),
  durationMs: 99.5,
  billedMs: 100,
  memoryMiB: 1_024,
  maxMemoryMiB: 60,
  initMs: undefined,
  isColdStart: false,
  status: "success",
  errorType: undefined,
  ...change,
});

export const invokedAs = (qualifier: string): Pick<InvocationRecord, "invokedFunctionArn"> => ({
  invokedFunctionArn: `${ARN}:${qualifier}`,
});

/** A million invocations of `hello` in one day, 100 ms each. */
export const usage = (change: Partial<Usage> = {}): Usage => ({
  day: "2026-01-01",
  functionName: "hello",
  version: "1",
  architecture: "x86_64",
  memoryMiB: 1_024,
  ephemeralStorageMiB: 512,
  isProvisioned: false,
  invocations: 1_000_000,
  errors: 0,
  coldStarts: 0,
  durationMs: 99_500_000,
  billedMs: 100_000_000,
  initMs: 0,
  maxMemoryMiB: 60,
  chargedStreamedBytes: 0,
  provisionedMs: 0,
  chargedSnapshotMs: 0,
  chargedRestores: 0,
  ...change,
});
