import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type AwsCli, awsCli } from "../support/aws-cli.ts";
import { runBoto3 } from "../support/boto3.ts";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zip } from "../support/zip.ts";

const MIB = 1024 * 1024;

describe("S3 in the hands of tools", () => {
  let server: TestServer;
  let s3: S3Client;
  let cli: AwsCli;
  let directory: ReturnType<typeof temporaryDirectory>;

  before(async () => {
    server = await TestServer.start();
    s3 = new S3Client({ ...server.clientOptions, forcePathStyle: true });
    cli = await awsCli();
    directory = temporaryDirectory();
  });

  after(async () => {
    s3.destroy();
    directory[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  const aws = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await cli.run(args, server.environment);
    assert.equal(exitCode, 0, stderr);
    return stdout;
  };

  test("a function runs the code of an object, and of a version of it", async () => {
    const Bucket = "deployments";
    const Key = "service/function.zip";
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const old = await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: await zip({ "index.js": `exports.handler = async () => "old";` }) }),
    );
    const Body = await zip({ "index.js": `exports.handler = async () => "new";` });
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const lambda = new LambdaClient(server.clientOptions);
    const invoke = async () => textOf((await lambda.send(new InvokeCommand({ FunctionName: "deployed" }))).Payload);
    await createNodeFunction(lambda, "deployed", "", { Code: { S3Bucket: Bucket, S3Key: Key } });
    assert.equal(await invoke(), '"new"');
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "deployed" }));
    assert.equal(Configuration?.CodeSize, Body.byteLength);
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: "deployed",
        S3Bucket: Bucket,
        S3Key: Key,
        S3ObjectVersion: old.VersionId,
      }),
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: "deployed" });
    assert.equal(await invoke(), '"old"');
    await assert.rejects(
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "deployed", S3Bucket: "nowhere", S3Key: Key })),
      /Error occurred while GetObject\. S3 Error Code: NoSuchBucket\. S3 Error Message: The specified bucket does not exist$/,
    );
    lambda.destroy();
  });

  test("the AWS CLI copies a large file there and back in parts, and lists it", async () => {
    const sent = join(directory.path, "sent.bin");
    const received = join(directory.path, "received.bin");
    const bytes = randomBytes(20 * MIB);
    writeFileSync(sent, bytes);
    await aws("s3", "mb", "s3://from-the-cli");
    await aws("s3", "cp", "--no-progress", sent, "s3://from-the-cli/large/file.bin");
    assert.match(await aws("s3", "ls", "--recursive", "s3://from-the-cli"), / 20971520 large\/file\.bin\n$/);
    await aws("s3", "cp", "--no-progress", "s3://from-the-cli/large/file.bin", received);
    assert.ok(readFileSync(received).equals(bytes));
  });

  test("whoever holds a presigned link reads the object, and nobody else does", async () => {
    const Bucket = "presigned";
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "a letter.txt", Body: "dear reader" }));
    const link = (await aws("s3", "presign", `s3://${Bucket}/a letter.txt`)).trim();
    const answer = await fetch(link);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "dear reader");
    const part = await fetch(link, { headers: { Range: "bytes=0-3" } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), "dear");
    const stranger = await fetch(link.split("?", 1)[0] ?? "");
    assert.equal(stranger.status, 403);
    const forged = await fetch(link.replace("letter", "lettre"));
    assert.equal(forged.status, 403);
    assert.match(await forged.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
  });

  test("boto3 uploads, signs, pages and waits", async () => {
    assert.equal(await runBoto3(server, "objects.py"), "done\n");
  });

  test("a client that vanishes in the middle of an upload leaves nothing behind", async () => {
    const Bucket = "vanishing";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const link = (await runBoto3(server, "presign_put.py", Bucket, "half")).trim();
    const upload = request(link, { method: "PUT", headers: { "Content-Length": 2 * MIB } });
    const gone = new Promise((resolve) => upload.once("close", resolve));
    upload.on("error", () => undefined);
    upload.write(randomBytes(MIB), () => upload.destroy());
    await gone;
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "half" })), { name: "NoSuchKey" });
    const whole = await fetch(link, { method: "PUT", body: Buffer.from("whole") });
    assert.equal(whole.status, 200);
    const found = await s3.send(new GetObjectCommand({ Bucket, Key: "half" }));
    assert.equal(await found.Body?.transformToString(), "whole");
  });
});
