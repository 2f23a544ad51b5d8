import { join } from "node:path";
import type { Principal } from "../../../../src/aws/principal.ts";
import type { OperationContext, OperationHandler } from "../../../../src/aws/service.ts";
import { silentLogger } from "../../../../src/base/log.ts";
import type { IamOperations } from "../../../../src/models/generated/iam.ts";
import type { StsOperations } from "../../../../src/models/generated/sts.ts";
import { createIamService } from "../../../../src/services/iam/service.ts";
import { createStsService } from "../../../../src/services/sts/service.ts";
import { openSqliteDatabase } from "../../../../src/storage/sqlite-database.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

export const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
export const MASTER_KEY = new Uint8Array(32).fill(7);

export const ROOT: Principal = {
  kind: "root",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:root",
  userId: "123456789012",
};

/** Trusted by Lambda, as execution roles are. */
export const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

/** Trusted by everyone in the account. */
export const ACCOUNT_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" },
});

export const READ_BUCKETS = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::photos/*" },
});

/** IAM and STS over a database of their own, with a clock that stands still. */
export const startIam = async (options: { readonly directory?: string; readonly masterKey?: Uint8Array } = {}) => {
  await using cleanup = new AsyncDisposableStack();
  const directory = options.directory ?? cleanup.use(temporaryDirectory()).path;
  const masterKey = options.masterKey ?? MASTER_KEY;
  const clock = new FakeClock();
  const database = cleanup.use(await openSqliteDatabase({ path: join(directory, "lambkin.db") }));
  const parts = { database, masterKey, account: ACCOUNT, clock, logger: silentLogger };
  const iam = cleanup.use(await createIamService(parts));
  const sts = createStsService({ masterKey, roles: iam.roles, longTermKeys: iam.accessKeys, clock });
  const owned = cleanup.move();
  return {
    iam,
    sts,
    clock,
    database,
    iamAs: callerOf<IamOperations>(iam.service.operations),
    stsAs: callerOf<StsOperations>(sts.service.operations),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

type Table<Operations> = { readonly [Name in keyof Operations]: { readonly input: object; readonly output: unknown } };

/** Calls operations as one principal: `const call = iamAs(ROOT); await call("GetRole", { RoleName })`. */
const callerOf =
  <Operations extends Table<Operations>>(operations: Readonly<Record<string, OperationHandler>>) =>
  (caller: Principal) =>
  async <Name extends keyof Operations & string>(
    name: Name,
    input: Operations[Name]["input"],
  ): Promise<Operations[Name]["output"]> => {
    const context: OperationContext = {
      requestId: "00000000-0000-4000-8000-000000000000",
      caller,
      account: ACCOUNT,
      endpoint: "http://127.0.0.1:4566",
      signal: new AbortController().signal,
    };
    const handler = operations[name];
    if (handler === undefined) throw new Error(`No operation ${name}`);
    return handler(input as never, context);
  };
