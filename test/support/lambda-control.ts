import { createHash } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { OperationContext, OperationHandler } from "../../src/aws/service.ts";
import { silentLogger } from "../../src/base/log.ts";
import type { KmsOperations } from "../../src/models/generated/kms.ts";
import type { FunctionConfiguration, LambdaOperations } from "../../src/models/generated/lambda.ts";
import type { RoleAction, RolePermissions, RoleVerdict } from "../../src/services/iam/contract.ts";
import { createKmsService, type KmsService } from "../../src/services/kms/service.ts";
import { openUnpackedCode, UnpackedCode } from "../../src/services/lambda/control/code/unpacked-code.ts";
import { KmsEnvironmentCipher } from "../../src/services/lambda/control/environment/kms-environment-cipher.ts";
import type { RuntimeCatalog } from "../../src/services/lambda/control/runtime-catalog.ts";
import { checkEnvironment } from "../../src/services/lambda/invoke/check-environment.ts";
import type { FunctionInvoker, Invocation, InvocationResult } from "../../src/services/lambda/invoke/contract.ts";
import type {
  Provision,
  ProvisionedConcurrency,
  ProvisionedState,
} from "../../src/services/lambda/invoke/provisioned-concurrency.ts";
import type { FunctionVersion } from "../../src/services/lambda/model/function-version.ts";
import { createLambdaService, type LambdaService } from "../../src/services/lambda/service.ts";
import type { UrlRequestRecord } from "../../src/services/lambda/urls/contract.ts";
import { openLambdaStore } from "../../src/services/lambda/store/lambda-store.ts";
import type { FoundObject, ObjectLocation, ObjectReader, ObjectWriter } from "../../src/services/s3/contract.ts";
import { noSuchBucket, noSuchKey } from "../../src/services/s3/exceptions.ts";
import type { BlobStore, Database } from "../../src/storage/contract.ts";
import { openDiskBlobStore } from "../../src/storage/disk-blob-store.ts";
import { openSqliteDatabase } from "../../src/storage/sqlite-database.ts";
import { EventCounts, FakeExternalTargets } from "./async-events.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeSnapshots } from "./fake-snapshots.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { zip } from "./zip.ts";

export const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "000000000000" };
export const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
export const ROLE = "arn:aws:iam::000000000000:role/lambda-execution";

const MASTER_KEY = Buffer.alloc(32, 7);
const CONTEXT: OperationContext = {
  requestId: "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e",
  caller: { kind: "root", accountId: ACCOUNT.accountId, arn: "arn:aws:iam::000000000000:root", userId: "0" },
  account: ACCOUNT,
  endpoint: "http://127.0.0.1:4566",
  signal: new AbortController().signal,
};

/** The smallest request that creates a function. */
export const minimalFunction = async (FunctionName: string) => ({
  FunctionName,
  Role: ROLE,
  Runtime: "nodejs24.x" as const,
  Handler: "index.handler",
  Code: { ZipFile: await zip({ "index.js": `exports.handler = async () => "${FunctionName}"` }) },
});

/** Remembers what it was asked, and answers what it was told. */
export class FakeInvoker implements FunctionInvoker, ProvisionedConcurrency {
  readonly invocations: Invocation[] = [];
  /** Reserved concurrency, by function. */
  readonly reserved = new Map<string, number>();
  /** What is provisioned, by function and version. */
  readonly provisions = new Map<string, Provision>();
  /** How far that has come, where it is not ready. */
  readonly provisionedStates = new Map<string, Partial<ProvisionedState>>();
  readonly retired: (readonly [functionName: string, version: string | undefined])[] = [];
  result: InvocationResult = {
    payload: Buffer.from('"done"'),
    executedVersion: "$LATEST",
    functionError: undefined,
    logTail: undefined,
  };
  /** What the next invocations come to instead, one after the other. */
  readonly outcomes: (Partial<InvocationResult> | Error | Promise<InvocationResult>)[] = [];
  #onRetire: () => void = () => undefined;
  #onProvision: () => void = () => undefined;

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    checkEnvironment(invocation.functionVersion);
    this.invocations.push(invocation);
    const outcome = this.outcomes.shift();
    if (outcome instanceof Error) throw outcome;
    return { ...this.result, ...(await outcome) };
  }

  anticipate(): void {}

  async retire(functionName: string, version: string | undefined): Promise<void> {
    this.retired.push([functionName, version]);
    this.#onRetire();
  }

  reserve(functionName: string, executions: number | undefined): void {
    if (executions === undefined) this.reserved.delete(functionName);
    else this.reserved.set(functionName, executions);
  }

  provision({ functionName, version }: FunctionVersion, provision: Provision): void {
    this.provisions.set(`${functionName}:${version}`, provision);
    for (const earlier of provision.inPlaceOf) this.unprovision(functionName, earlier);
    this.#onProvision();
  }

  unprovision(functionName: string, version: string): void {
    this.provisions.delete(`${functionName}:${version}`);
  }

  provisionedState(functionName: string, version: string): ProvisionedState | undefined {
    const provision = this.provisions.get(`${functionName}:${version}`);
    if (provision === undefined) return undefined;
    return {
      requested: provision.executions,
      allocated: provision.executions,
      status: "READY",
      statusReason: undefined,
      busyMs: 0,
      peakBusy: 0,
      ...this.provisionedStates.get(`${functionName}:${version}`),
    };
  }

  /** Resolves at the next `provision`. */
  nextProvision(): Promise<void> {
    return new Promise((resolve) => {
      this.#onProvision = resolve;
    });
  }

  /** Resolves at the next `retire`, which ends every transition. */
  nextRetire(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRetire = resolve;
    });
  }
}

/** Every runtime is there, except the ones put into `missing`. */
export class FakeRuntimes implements RuntimeCatalog {
  readonly missing = new Set<string>();

  async find(identifier: string) {
    if (this.missing.has(identifier)) {
      return { kind: "missing", reason: "It is not installed.", remedy: "Run the installer." } as const;
    }
    return { kind: "ready", runtime: { version: `${identifier}:v1` } } as const;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }
}

/** Knows of no role, until a test says what the roles that it knows may do: `sqs:SendMessage` and the like. */
export class FakeRolePermissions implements RolePermissions {
  readonly allowed = new Map<string, readonly string[]>();

  /** Roles that do not trust Lambda. */
  readonly untrusting = new Set<string>();

  trustsService(roleArn: string): boolean {
    return !this.untrusting.has(roleArn);
  }

  async judge(roleArn: string, { action }: RoleAction): Promise<RoleVerdict> {
    const actions = this.allowed.get(roleArn);
    if (actions === undefined) return "unknown-role";
    return actions.includes(action) ? "allowed" : "unmentioned";
  }
}

/** One bucket, called `bucket`, that is not versioned. */
export class FakeObjects implements ObjectReader, ObjectWriter {
  readonly byKey = new Map<string, Uint8Array>();

  async put({ bucket, key }: ObjectLocation, body: Uint8Array): Promise<void> {
    if (bucket !== "bucket") throw noSuchBucket(bucket);
    this.byKey.set(key, body);
  }

  async find({ bucket, key }: ObjectLocation): Promise<FoundObject> {
    const bytes = this.byKey.get(key);
    if (bucket !== "bucket") throw noSuchBucket(bucket);
    if (bytes === undefined) throw noSuchKey(key);
    const open = () => Readable.from([bytes]);
    return { sizeBytes: bytes.byteLength, eTag: '"fake"', versionId: undefined, open };
  }
}

/**
 * Unpacked code whose `acquire` can be made to wait or fail, which stops transitions in the middle, and whose archives
 * can be said to be larger than they are.
 */
class PausableCode extends UnpackedCode {
  gate: Promise<void> = Promise.resolve();
  readonly pretendedBytes = new Map<string, number>();

  override async unzippedBytes(sha256: string) {
    return this.pretendedBytes.get(sha256) ?? super.unzippedBytes(sha256);
  }

  override async acquire(code: { readonly sha256: string }) {
    await this.gate;
    return super.acquire(code);
  }
}

/** Lambda's control plane on a real database and real files in `home`, with a fake clock and a fake invoker. */
export class LambdaControl implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly invoker = new FakeInvoker();
  readonly snapshots: FakeSnapshots;
  readonly runtimes = new FakeRuntimes();
  readonly objects = new FakeObjects();
  /** What was told of requests to function URLs. */
  readonly urlRequests: UrlRequestRecord[] = [];
  readonly external = new FakeExternalTargets();
  readonly counts = new EventCounts();
  readonly roles = new FakeRolePermissions();
  /** What chance says next, from 0 up to 1. */
  random = 0;
  readonly lambda: LambdaService;
  readonly kms: KmsService;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly #code: PausableCode;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(
    make: (control: LambdaControl) => LambdaService,
    kms: KmsService,
    database: Database,
    clock: FakeClock,
    blobs: BlobStore,
    code: PausableCode,
    snapshots: FakeSnapshots,
    cleanup: AsyncDisposableStack,
  ) {
    this.snapshots = snapshots;
    this.clock = clock;
    this.blobs = blobs;
    this.#code = code;
    this.#cleanup = cleanup;
    this.kms = kms;
    this.database = database;
    this.lambda = make(this);
    cleanup.use(this.lambda);
  }

  /**
   * @param home a directory to start again on; without one it gets its own, removed with it
   * @param snapshots what outlives the server, too
   */
  static async start(home?: string, snapshots = new FakeSnapshots()): Promise<LambdaControl> {
    await using cleanup = new AsyncDisposableStack();
    const directory = home ?? cleanup.use(temporaryDirectory()).path;
    const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "state.db") }));
    const clock = new FakeClock();
    const blobs = await openDiskBlobStore({ directory: join(directory, "blobs"), clock });
    const { derived } = await openUnpackedCode({ directory: join(directory, "code"), archives: blobs });
    const unpackedCode = new PausableCode(join(directory, "code"), blobs, derived);
    const kms = cleanup.use(
      await createKmsService({ database, masterKey: MASTER_KEY, account: ACCOUNT, clock, logger: silentLogger }),
    );
    const environmentCipher = new KmsEnvironmentCipher(kms.dataKeys, ACCOUNT);
    const store = await openLambdaStore(database, environmentCipher);
    const make = (control: LambdaControl) =>
      createLambdaService({
        account: ACCOUNT,
        store,
        blobs,
        objects: control.objects,
        unpackedCode,
        invoker: control.invoker,
        provisioning: control.invoker,
        snapshots: control.snapshots,
        snapshotObserver: control.snapshots,
        runtimes: control.runtimes,
        clock,
        logger: silentLogger,
        rolePermissions: control.roles,
        concurrentExecutions: 1_000,
        asyncInvocation: {
          objects: control.objects,
          external: control.external,
          observer: control.counts,
          limits: { perFunction: 100, total: 1_000 },
        },
        urlObserver: { onUrlRequest: (request) => void control.urlRequests.push(request) },
        urlDomain: "localhost",
        streamBytesPerSecond: 2_097_152,
        random: () => control.random,
        masterKey: MASTER_KEY,
        environmentCipher,
      });
    return new LambdaControl(make, kms, database, clock, blobs, unpackedCode, snapshots, cleanup.move());
  }

  /** Calls an operation as the gateway does, with an input that the model has checked. */
  async call<Name extends keyof LambdaOperations>(
    name: Name,
    input: LambdaOperations[Name]["input"],
    overrides: Partial<OperationContext> = {},
  ): Promise<LambdaOperations[Name]["output"]> {
    const handler = this.lambda.service.operations[name] as OperationHandler;
    return handler(input as never, { ...CONTEXT, ...overrides });
  }

  /** Calls an operation of KMS, as the account's root. */
  async callKms<Name extends keyof KmsOperations>(
    name: Name,
    input: KmsOperations[Name]["input"],
  ): Promise<Exclude<KmsOperations[Name]["output"], void>> {
    const handler = this.kms.service.operations[name] as OperationHandler;
    return (await handler(input as never, CONTEXT)) as Exclude<KmsOperations[Name]["output"], void>;
  }

  /** Makes a KMS key and answers its ARN. */
  async createKmsKey(): Promise<string> {
    return (await this.callKms("CreateKey", {})).KeyMetadata?.Arn ?? "";
  }

  /** Creates a function and waits until it is active. */
  async create(
    functionName: string,
    settings: Partial<LambdaOperations["CreateFunction"]["input"]> = {},
  ): Promise<FunctionConfiguration> {
    const active = this.invoker.nextRetire();
    await this.call("CreateFunction", { ...(await minimalFunction(functionName)), ...settings });
    await active;
    // A version that is published at once comes to its end before or after $LATEST.
    if (settings.Publish === true) await this.settled(functionName);
    return this.call("GetFunctionConfiguration", { FunctionName: functionName });
  }

  /** Updates a function's configuration and waits until that is done. */
  async configure(input: LambdaOperations["UpdateFunctionConfiguration"]["input"]): Promise<FunctionConfiguration> {
    const done = this.invoker.nextRetire();
    await this.call("UpdateFunctionConfiguration", input);
    await done;
    return this.call("GetFunctionConfiguration", { FunctionName: input.FunctionName });
  }

  /** Resolves when no version of a function is being created or updated any more. */
  async settled(functionName: string): Promise<void> {
    const { Versions = [] } = await this.call("ListVersionsByFunction", { FunctionName: functionName });
    for (const { Version: Qualifier } of Versions) {
      while (await this.#isInTransition({ FunctionName: functionName, Qualifier })) await new Promise(setImmediate);
    }
  }

  async #isInTransition(version: LambdaOperations["GetFunctionConfiguration"]["input"]): Promise<boolean> {
    const { State, LastUpdateStatus } = await this.call("GetFunctionConfiguration", version);
    return State === "Pending" || LastUpdateStatus === "InProgress";
  }

  /** From now on transitions stand still until the function that is returned is called. */
  pauseTransitions(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#code.gate = promise;
    return resolve;
  }

  /** From now on this archive counts as so large once it is unpacked. */
  pretendUnzipped(archive: Uint8Array, sizeBytes: number): void {
    this.#code.pretendedBytes.set(createHash("sha256").update(archive).digest("hex"), sizeBytes);
  }

  /** From now on code cannot be unpacked. */
  breakCode(reason: Error): void {
    const { promise, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    reject(reason);
    this.#code.gate = promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }
}

/** Matches a ServiceException: its code, and its message to the letter. */
export const refusal = (code: string, message: string) => ({ code, message });
