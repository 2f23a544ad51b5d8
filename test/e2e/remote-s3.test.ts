import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  GetFunctionCommand,
  GetLayerVersionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zip } from "../support/zip.ts";

const Bucket = "code-elsewhere";
const Key = "a folder/../ünction+1.zip";

/** A server that reads code from another one, as it would from any S3-compatible server. */
describe("code in the buckets of another server", () => {
  let elsewhere: TestServer;
  let server: TestServer;
  let lambda: LambdaClient;
  let s3: S3Client;
  let directory: ReturnType<typeof temporaryDirectory>;

  before(async () => {
    directory = temporaryDirectory();
    elsewhere = await TestServer.start({ args: ["--region", "eu-west-1"] });
    const config = join(directory.path, "lambkin.json");
    const { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey } = elsewhere.credentials;
    const named = { s3Endpoint: elsewhere.endpoint, s3Region: "eu-west-1", s3AccessKeyId, s3SecretAccessKey };
    writeFileSync(config, JSON.stringify(named), { mode: 0o600 });
    server = await TestServer.start({ args: ["--config", config] });
    lambda = new LambdaClient(server.clientOptions);
    s3 = new S3Client({ ...elsewhere.clientOptions, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  });

  after(async () => {
    lambda.destroy();
    s3.destroy();
    await server[Symbol.asyncDispose]();
    await elsewhere[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  const upload = async (answer: string) => {
    const Body = await zip({ "index.js": `exports.handler = async () => "${answer}";` });
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    return { sizeBytes: Body.byteLength, versionId: VersionId };
  };

  test("runs, in the newest version or in a named one", async () => {
    const old = await upload("old");
    await upload("new");
    await createNodeFunction(lambda, "from-elsewhere", "", {
      Code: { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: old.versionId },
    });
    const invoked = await lambda.send(new InvokeCommand({ FunctionName: "from-elsewhere" }));
    assert.equal(textOf(invoked.Payload), '"old"');
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "from-elsewhere" }));
    assert.equal(Configuration?.CodeSize, old.sizeBytes);
  });

  test("is also that of layers", async () => {
    const { sizeBytes } = await upload("layer");
    const { LayerArn } = await lambda.send(
      new PublishLayerVersionCommand({ LayerName: "from-elsewhere", Content: { S3Bucket: Bucket, S3Key: Key } }),
    );
    const found = await lambda.send(new GetLayerVersionCommand({ LayerName: LayerArn, VersionNumber: 1 }));
    assert.equal(found.Content?.CodeSize, sizeBytes);
  });

  test("is missed in that server's words", async () => {
    const missing = { FunctionName: "from-elsewhere", S3Bucket: Bucket, S3Key: "missing.zip" };
    await assert.rejects(lambda.send(new UpdateFunctionCodeCommand(missing)), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
    });
  });
});
