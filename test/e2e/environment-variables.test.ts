import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  KMSDisabledException,
  KMSInvalidStateException,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const SECRET = "correct-horse-battery-staple";
const NEXT_SECRET = "incorrect-donkey-charger-paperclip";
const Environment = { Variables: { PASSWORD: SECRET } };
const READER = `exports.handler = async () => process.env.PASSWORD;`;

/** Everything that a server keeps in its home: rows, log of the database, blobs, function output. */
const bytesIn = (directory: string): Buffer => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
};

describe("environment variables of functions", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let kms: KMSClient;
  let KMSKeyArn: string;

  const connect = () => {
    lambda = new LambdaClient(server.clientOptions);
    kms = new KMSClient(server.clientOptions);
  };

  const disconnect = () => {
    lambda.destroy();
    kms.destroy();
  };

  const read = async (FunctionName: string): Promise<unknown> => {
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    assert.equal(FunctionError, undefined);
    return JSON.parse(textOf(Payload));
  };

  before(async () => {
    server = await TestServer.start({ args: ["--log-level", "trace"] });
    connect();
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    KMSKeyArn = KeyMetadata?.Arn ?? "";
    await createNodeFunction(lambda, "own-key", READER, { Environment, KMSKeyArn });
    await createNodeFunction(lambda, "lambda-key", READER, { Environment });
  });

  after(async () => {
    disconnect();
    await server[Symbol.asyncDispose]();
  });

  test("reach the function, under Lambda's key or one of its own", async () => {
    assert.deepEqual([await read("own-key"), await read("lambda-key")], [SECRET, SECRET]);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: "alias/aws/lambda" }));
    assert.equal(KeyMetadata?.KeyManager, "AWS");
  });

  test("lie in no file of the server and in no line of its log, also after it was killed", async () => {
    const FunctionName = "lambda-key";
    const next = { Variables: { PASSWORD: NEXT_SECRET } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: next }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
    assert.equal(await read(FunctionName), NEXT_SECRET);
    await server.kill();
    const stored = bytesIn(server.home);
    const said = server.errors;
    assert.equal(stored.includes("sealedEnvironment"), true);
    assert.deepEqual([stored.includes(SECRET), stored.includes(NEXT_SECRET)], [false, false]);
    assert.deepEqual([said.includes(SECRET), said.includes(NEXT_SECRET)], [false, false]);
    disconnect();
    await server.start();
    connect();
    assert.equal(await read(FunctionName), NEXT_SECRET);
  });

  test("are lost for as long as their key is disabled, warm environments or not", async () => {
    assert.equal(await read("own-key"), SECRET);
    await kms.send(new DisableKeyCommand({ KeyId: KMSKeyArn }));
    await assert.rejects(read("own-key"), KMSDisabledException);
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "own-key" }));
    assert.equal(found.Environment?.Variables, undefined);
    assert.equal(found.Environment?.Error?.ErrorCode, "DisabledException");
    assert.equal(await read("lambda-key"), NEXT_SECRET);
    await kms.send(new EnableKeyCommand({ KeyId: KMSKeyArn }));
    assert.equal(await read("own-key"), SECRET);
  });

  test("are out of reach once their key is to be deleted", async () => {
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KMSKeyArn, PendingWindowInDays: 7 }));
    await assert.rejects(read("own-key"), KMSInvalidStateException);
  });
});
