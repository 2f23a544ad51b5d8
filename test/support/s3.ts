import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { OperationContext, OperationHandler } from "../../src/aws/service.ts";
import type { S3Operations } from "../../src/models/generated/s3.ts";
import { createS3Service, type S3Service } from "../../src/services/s3/service.ts";
import type { BlobStore } from "../../src/storage/contract.ts";
import { openDiskBlobStore } from "../../src/storage/disk-blob-store.ts";
import { openSqliteDatabase } from "../../src/storage/sqlite-database.ts";
import { FakeClock } from "./fake-clock.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "000000000000" };

const CONTEXT: OperationContext = {
  requestId: "request",
  caller: { kind: "root", accountId: ACCOUNT.accountId, arn: "arn:aws:iam::000000000000:root", userId: "0" },
  account: ACCOUNT,
  endpoint: "http://localhost:4566",
  signal: new AbortController().signal,
};

/** S3 on a real database and real files, with a fake clock, called past HTTP. */
export class TestS3 implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly blobs: BlobStore;
  readonly s3: S3Service;
  readonly #cleanup: AsyncDisposableStack;

  private constructor(clock: FakeClock, blobs: BlobStore, s3: S3Service, cleanup: AsyncDisposableStack) {
    this.clock = clock;
    this.blobs = blobs;
    this.s3 = s3;
    this.#cleanup = cleanup;
  }

  /** With one bucket, called `bucket`. */
  static async start(options: { readonly versioning?: "Enabled" | "Suspended" } = {}): Promise<TestS3> {
    await using cleanup = new AsyncDisposableStack();
    const { path } = cleanup.use(temporaryDirectory());
    const database = cleanup.use(await openSqliteDatabase({ path: join(path, "state.db") }));
    const clock = new FakeClock();
    const blobs = await openDiskBlobStore({ directory: join(path, "blobs"), clock });
    const s3 = await createS3Service({ database, blobs, clock });
    const started = new TestS3(clock, blobs, s3, cleanup.move());
    await started.call("CreateBucket", { Bucket: "bucket" });
    if (options.versioning !== undefined) await started.setVersioning(options.versioning);
    return started;
  }

  /** Calls an operation as the gateway does, with an input that the model has checked. */
  async call<Name extends keyof S3Operations>(
    name: Name,
    input: S3Operations[Name]["input"],
    region = ACCOUNT.region,
  ): Promise<S3Operations[Name]["output"]> {
    const handler = this.s3.service.operations[name] as OperationHandler;
    const context = { ...CONTEXT, account: { ...ACCOUNT, region } };
    return handler(input as never, context);
  }

  async setVersioning(Status: "Enabled" | "Suspended"): Promise<void> {
    await this.call("PutBucketVersioning", { Bucket: "bucket", VersioningConfiguration: { Status } });
  }

  /** Puts an object into `bucket`. */
  put(Key: string, content: string | Uint8Array = Key, more: Partial<S3Operations["PutObject"]["input"]> = {}) {
    return this.call("PutObject", { Bucket: "bucket", Key, Body: bodyOf(content), ...more });
  }

  /** Text of an object in `bucket`. */
  async read(Key: string, more: Partial<S3Operations["GetObject"]["input"]> = {}): Promise<string> {
    const { Body } = await this.call("GetObject", { Bucket: "bucket", Key, ...more });
    return (await buffer(Body as AsyncIterable<Uint8Array>)).toString();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }
}

// oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
export async function* bodyOf(content: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(content);
}

/** What `assert.rejects` is to find in an error of S3. */
export const refusal = (code: string, statusCode: number, more: object = {}) => ({ code, statusCode, ...more });
