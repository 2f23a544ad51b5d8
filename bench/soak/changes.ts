import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  paginateListFunctions,
  paginateListVersionsByFunction,
  GetProvisionedConcurrencyConfigCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ROLE } from "../../test/support/functions.ts";
import { zip } from "../../test/support/zip.ts";
import { BUCKET, GREETING } from "./functions.ts";
import type { Site } from "./site.ts";

const CHURNED = "churned-";
/** Versions behind the alias, which still run what was begun with them. */
const VERSIONS_KEPT = 3;

/** Gives `change` new code, publishes it, moves the alias there and deletes the oldest version. */
export const changeFunction = async ({ lambda }: Site): Promise<void> => {
  const FunctionName = "change";
  const ZipFile = await zip({ "index.js": `${GREETING} // ${randomUUID()}` });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  await untilReady(lambda, FunctionName);
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
  const versions: number[] = [];
  for await (const page of paginateListVersionsByFunction({ client: lambda }, { FunctionName }))
    for (const one of page.Versions ?? []) if (one.Version !== "$LATEST") versions.push(Number(one.Version));
  for (const old of versions.toSorted((a, b) => a - b).slice(0, -VERSIONS_KEPT))
    await lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: String(old) }));
};

/** Creates a function, invokes it, leaves it an event and deletes it, with those that a kill has left. */
export const churnFunction = async ({ lambda }: Site): Promise<void> => {
  const FunctionName = `${CHURNED}${randomUUID()}`;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: ROLE,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Timeout: 60,
      Code: { ZipFile: await zip({ "index.js": `${GREETING} // ${FunctionName}` }) },
    }),
  );
  await untilReady(lambda, FunctionName);
  await lambda.send(new InvokeCommand({ FunctionName }));
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event" }));
  for await (const page of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName: name = "" } of page.Functions ?? [])
      if (name.startsWith(CHURNED)) await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
};

/** Has an environment made ready, uses it, and gives it up. */
export const provisionFunction = async ({ lambda }: Site): Promise<void> => {
  const target = { FunctionName: "provisioned", Qualifier: "live" };
  await lambda.send(new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 1 }));
  for (let status = ""; status !== "READY"; await sleep(50)) {
    const { Status = "", StatusReason } = await lambda.send(new GetProvisionedConcurrencyConfigCommand(target));
    if (Status === "FAILED") throw new Error(`no environment could be made ready: ${StatusReason}`);
    status = Status;
  }
  await lambda.send(new InvokeCommand(target));
  await lambda.send(new DeleteProvisionedConcurrencyConfigCommand(target));
};

/** Writes an object, reads it and deletes it. */
export const useBucket = async ({ s3 }: Site): Promise<void> => {
  const Key = randomUUID();
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key.repeat(1_000) }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  if ((await Body?.transformToString()) !== Key.repeat(1_000)) throw new Error("an object is not what was written");
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
};

/** Unlike the SDK's waiters, which go on when the server is gone. */
const untilReady = async (lambda: LambdaClient, FunctionName: string): Promise<void> => {
  for (;;) {
    const { State, LastUpdateStatus } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    if (State === "Active" && LastUpdateStatus === "Successful") return;
    if (State === "Failed" || LastUpdateStatus === "Failed") throw new Error(`${FunctionName} did not become active`);
    await sleep(50);
  }
};
