/** Refusals of code in buckets, as recorded from AWS Lambda: `lambda_code_location_s3_errors`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startFuzzedServer } from "../../support/fuzz/fuzzed-server.ts";
import { ROLE } from "../../support/functions.ts";

const CLIENT_OPTIONS = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIANOBODY", secretAccessKey: "secret" },
  maxAttempts: 1,
};

const functionFrom = (S3Bucket: string) =>
  new CreateFunctionCommand({
    FunctionName: "stored",
    Role: ROLE,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Code: { S3Bucket, S3Key: "code.zip" },
  });

describe("code that is to come from S3", () => {
  test("is refused where there is no such bucket", async () => {
    await using server = await startFuzzedServer();
    const lambda = new LambdaClient({ ...CLIENT_OPTIONS, endpoint: server.endpoint });
    await assert.rejects(lambda.send(functionFrom("nowhere")), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
    });
    lambda.destroy();
  });

  test("is refused where the bucket has no such object", async () => {
    await using server = await startFuzzedServer();
    const lambda = new LambdaClient({ ...CLIENT_OPTIONS, endpoint: server.endpoint });
    const s3 = new S3Client({ ...CLIENT_OPTIONS, endpoint: server.endpoint, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "empty" }));
    await assert.rejects(lambda.send(functionFrom("empty")), {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
    });
    s3.destroy();
    lambda.destroy();
  });
});
