import { join } from "node:path";
import type { Principal } from "../../../../src/aws/principal.ts";
import type { OperationContext } from "../../../../src/aws/service.ts";
import { silentLogger } from "../../../../src/base/log.ts";
import type { KmsOperations } from "../../../../src/models/generated/kms.ts";
import { createKmsService } from "../../../../src/services/kms/service.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

export const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
export const MASTER_KEY = new Uint8Array(32).fill(7);
export const DAY_MS = 86_400_000;

const ROOT: Principal = {
  kind: "root",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:root",
  userId: "123456789012",
};

const CONTEXT: OperationContext = {
  requestId: "00000000-0000-4000-8000-000000000000",
  caller: ROOT,
  account: ACCOUNT,
  endpoint: "http://127.0.0.1:4566",
  signal: new AbortController().signal,
};

/** KMS over a database of its own, with a clock that stands still. `call` acts as the account's root. */
export const startKms = async (
  options: { readonly directory?: string; readonly masterKey?: Uint8Array; readonly clock?: FakeClock } = {},
) => {
  await using cleanup = new AsyncDisposableStack();
  const directory = options.directory ?? cleanup.use(temporaryDirectory()).path;
  const clock = options.clock ?? new FakeClock();
  const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "lambkin.db") }));
  const masterKey = options.masterKey ?? MASTER_KEY;
  const { service, dataKeys, ...kms } = await createKmsService({
    database,
    masterKey,
    account: ACCOUNT,
    clock,
    logger: silentLogger,
  });
  cleanup.defer(() => kms[Symbol.asyncDispose]());
  const owned = cleanup.move();
  const call = async <Name extends keyof KmsOperations>(
    name: Name,
    input: KmsOperations[Name]["input"],
  ): Promise<Exclude<KmsOperations[Name]["output"], void>> => {
    const handler = service.operations[name];
    if (handler === undefined) throw new Error(`No operation ${name}`);
    return (await handler(input as never, CONTEXT)) as Exclude<KmsOperations[Name]["output"], void>;
  };
  return {
    call,
    dataKeys,
    clock,
    database,
    directory,
    /** Makes a symmetric key and answers its id and ARN. */
    createKey: async (input: KmsOperations["CreateKey"]["input"] = {}) => {
      const { KeyMetadata } = await call("CreateKey", input);
      return { keyId: KeyMetadata?.KeyId ?? "", keyArn: KeyMetadata?.Arn ?? "" };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

export const bytes = (text: string): Uint8Array => Buffer.from(text);
