import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../../../src/base/operator-error.ts";
import { ARN, LambdaControl, minimalFunction, refusal, ROLE } from "../../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";

describe("CreateFunction", () => {
  test("answers Pending with every default", async () => {
    await using control = await LambdaControl.start();
    const resume = control.pauseTransitions();
    const request = await minimalFunction("hello");
    const { RevisionId, ...answer } = await control.call("CreateFunction", request);
    assert.match(String(RevisionId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), {
      FunctionName: "hello",
      FunctionArn: `${ARN}:hello`,
      Runtime: "nodejs24.x",
      Role: ROLE,
      Handler: "index.handler",
      CodeSize: request.Code.ZipFile.byteLength,
      CodeSha256: createHash("sha256").update(request.Code.ZipFile).digest("base64"),
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      LastModified: "2026-01-01T00:00:00.000+0000",
      Version: "$LATEST",
      TracingConfig: { Mode: "PassThrough" },
      PackageType: "Zip",
      Architectures: ["x86_64"],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/hello" },
      RuntimeVersionConfig: {
        RuntimeVersionArn: `arn:aws:lambda:us-east-1::runtime:${createHash("sha256").update("nodejs24.x:v1").digest("hex")}`,
      },
      State: "Pending",
      StateReason: "The function is being created.",
      StateReasonCode: "Creating",
    });
    resume();
  });

  test("makes the function active in the background, under a new revision", async () => {
    await using control = await LambdaControl.start();
    const active = control.invoker.nextRetire();
    const created = await control.call("CreateFunction", await minimalFunction("hello"));
    await active;
    const found = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.equal(found.State, "Active");
    assert.equal(found.StateReason, undefined);
    assert.equal(found.LastUpdateStatus, "Successful");
    assert.notEqual(found.RevisionId, created.RevisionId);
  });

  test("keeps what is given", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    const found = await control.create("hello", {
      Description: "says hello",
      Timeout: 30,
      MemorySize: 512,
      Environment: { Variables: { GREETING: "hello" } },
      TracingConfig: { Mode: "Active" },
      Architectures: ["arm64"],
      EphemeralStorage: { Size: 1024 },
      LoggingConfig: { LogFormat: "JSON", SystemLogLevel: "WARN", LogGroup: "greetings" },
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      KMSKeyArn,
      Tags: { team: "blue" },
    });
    assert.equal(found.Description, "says hello");
    assert.equal(found.Timeout, 30);
    assert.equal(found.MemorySize, 512);
    assert.deepEqual(found.Environment, { Variables: { GREETING: "hello" } });
    assert.deepEqual(found.TracingConfig, { Mode: "Active" });
    assert.deepEqual(found.Architectures, ["arm64"]);
    assert.deepEqual(found.EphemeralStorage, { Size: 1024 });
    assert.deepEqual(found.LoggingConfig, {
      LogFormat: "JSON",
      ApplicationLogLevel: "INFO",
      SystemLogLevel: "WARN",
      LogGroup: "greetings",
    });
    assert.deepEqual(found.DeadLetterConfig, { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" });
    const { VpcId, ...vpcConfig } = found.VpcConfig ?? {};
    assert.match(VpcId ?? "", /^vpc-[0-9a-f]{17}$/);
    assert.deepEqual(vpcConfig, {
      SubnetIds: ["subnet-1"],
      SecurityGroupIds: ["sg-1"],
      Ipv6AllowedForDualStack: false,
    });
    assert.equal(found.KMSKeyArn, KMSKeyArn);
    const { Tags } = await control.call("ListTags", { Resource: `${ARN}:hello` });
    assert.deepEqual(Tags, { team: "blue" });
  });

  test("shows an empty environment when one was given", async () => {
    await using control = await LambdaControl.start();
    assert.deepEqual((await control.create("hello", { Environment: {} })).Environment, { Variables: {} });
  });

  test("takes the name in an ARN", async () => {
    await using control = await LambdaControl.start();
    assert.equal((await control.create("hello", { FunctionName: `${ARN}:hello` })).FunctionName, "hello");
  });

  test("refuses a name that is taken", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const again = control.call("CreateFunction", await minimalFunction("hello"));
    await assert.rejects(again, refusal("ResourceConflictException", "Function already exist: hello"));
  });

  test("lets one of two win that come at once", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction("hello");
    const outcomes = await Promise.allSettled([
      control.call("CreateFunction", request),
      control.call("CreateFunction", request),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    assert.equal((await control.call("ListFunctions", {})).Functions?.length, 1);
  });

  test("refuses a runtime that this host does not have, with the remedy", async () => {
    await using control = await LambdaControl.start();
    control.runtimes.missing.add("python3.14");
    const missing = control.call("CreateFunction", { ...(await minimalFunction("hello")), Runtime: "python3.14" });
    await assert.rejects(
      missing,
      refusal(
        "InvalidParameterValueException",
        "This host has no runtime python3.14: It is not installed. Run the installer.",
      ),
    );
  });

  test("refuses a runtime that could not be fetched, with the remedy", async () => {
    await using control = await LambdaControl.start();
    control.runtimes.find = () =>
      Promise.reject(new OperatorError({ code: "Offline", message: "The host is offline.", remedy: "Connect it." }));
    await assert.rejects(
      control.call("CreateFunction", await minimalFunction("hello")),
      refusal(
        "InvalidParameterValueException",
        "This host has no runtime nodejs24.x: The host is offline. Connect it.",
      ),
    );
  });

  test("needs a runtime and a handler", async () => {
    await using control = await LambdaControl.start();
    const { Handler: _, ...request } = await minimalFunction("hello");
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal(
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      ),
    );
  });

  test("refuses a role that does not trust Lambda", async () => {
    await using control = await LambdaControl.start();
    control.roles.untrusting.add(ROLE);
    await assert.rejects(
      control.call("CreateFunction", await minimalFunction("hello")),
      refusal("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
    );
  });

  test("needs code", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), Code: {} };
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal("InvalidParameterValueException", "Please provide a source for function code."),
    );
  });

  test("refuses an archive together with an object in a bucket", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction("hello");
    await assert.rejects(
      control.call("CreateFunction", { ...request, Code: { ...request.Code, S3Bucket: "bucket", S3Key: "key" } }),
      refusal(
        "InvalidParameterValueException",
        "Please do not provide other FunctionCode parameters when providing a ZipFile.",
      ),
    );
  });

  test("takes code from a bucket", async () => {
    await using control = await LambdaControl.start();
    const { Code, ...request } = await minimalFunction("hello");
    control.objects.byKey.set("code.zip", Code.ZipFile);
    const created = await control.call("CreateFunction", {
      ...request,
      Code: { S3Bucket: "bucket", S3Key: "code.zip" },
    });
    assert.equal(created.CodeSize, Code.ZipFile.byteLength);
  });

  // Recorded answers of AWS.
  test("says what S3 said when the code is not in the bucket", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction("hello");
    await assert.rejects(
      control.call("CreateFunction", { ...request, Code: { S3Bucket: "other", S3Key: "code.zip" } }),
      refusal(
        "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
      ),
    );
    await assert.rejects(
      control.call("CreateFunction", { ...request, Code: { S3Bucket: "bucket", S3Key: "missing.zip" } }),
      refusal(
        "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
      ),
    );
  });

  test("says openly what it cannot do yet", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction("hello");
    await assert.rejects(
      control.call("CreateFunction", { ...request, PackageType: "Image", Code: { ImageUri: "image" } }),
      refusal("NotImplementedException", "Functions from container images are not supported yet."),
    );
    await assert.rejects(
      control.call("CreateFunction", { ...request, Layers: ["arn:aws:lambda:us-east-1:017000801446:layer:tools:1"] }),
      refusal(
        "NotImplementedException",
        "Layer version arn:aws:lambda:us-east-1:017000801446:layer:tools:1 belongs to another account. " +
          "Layers of other accounts are not supported yet.",
      ),
    );
  });

  test("refuses an archive above 50 MB before looking into it", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), Code: { ZipFile: Buffer.alloc(52_428_801) } };
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal("RequestEntityTooLargeException", "Zipped size must be smaller than 52428800 bytes"),
    );
  });

  test("leaves no function behind when its code is refused", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), Code: { ZipFile: Buffer.from("no archive") } };
    await assert.rejects(control.call("CreateFunction", request));
    assert.deepEqual((await control.call("ListFunctions", {})).Functions, []);
  });

  test("refuses limits that only managed instances have", async () => {
    await using control = await LambdaControl.start();
    const request = await minimalFunction("hello");
    await assert.rejects(
      control.call("CreateFunction", { ...request, Timeout: 901 }),
      refusal(
        "ValidationException",
        "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: " +
          "Member must have value less than or equal to 900",
      ),
    );
    await assert.rejects(
      control.call("CreateFunction", { ...request, MemorySize: 10_241 }),
      refusal(
        "InvalidParameterValueException",
        "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
      ),
    );
  });

  test("refuses log levels with the text format", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), LoggingConfig: { ApplicationLogLevel: "DEBUG" } as const };
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal(
        "InvalidParameterValueException",
        'LogLevel is not supported when LogFormat is set to "Text". ' +
          'Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
      ),
    );
  });

  test("refuses reserved environment variables", async () => {
    await using control = await LambdaControl.start();
    const request = { ...(await minimalFunction("hello")), Environment: { Variables: { AWS_REGION: "moon" } } };
    await assert.rejects(
      control.call("CreateFunction", request),
      refusal(
        "InvalidParameterValueException",
        "Lambda was unable to configure your environment variables because the environment variables you have " +
          "provided contains reserved keys that are currently not supported for modification. " +
          "Reserved keys used in this request: AWS_REGION",
      ),
    );
  });
});

describe("a creation that cannot be finished", () => {
  test("ends as Failed, with the reason", async () => {
    await using control = await LambdaControl.start();
    control.breakCode(new Error("no disk"));
    const found = await control.create("hello");
    assert.equal(found.State, "Failed");
    assert.equal(found.StateReason, "The function's code could not be prepared.");
    assert.equal(found.StateReasonCode, "InternalError");
  });

  test("is taken up again by the next start", async () => {
    using home = temporaryDirectory();
    await using killed = await LambdaControl.start(home.path);
    const resume = killed.pauseTransitions();
    await killed.call("CreateFunction", await minimalFunction("hello"));
    await using restarted = await LambdaControl.start(home.path);
    const active = restarted.invoker.nextRetire();
    await restarted.lambda.recover();
    await active;
    const found = await restarted.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.equal(found.State, "Active");
    resume();
  });
});
