import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateCodeSigningConfigCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionUrlConfigCommand,
  GetAliasCommand,
  GetCodeSigningConfigCommand,
  GetEventSourceMappingCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  GetRuntimeManagementConfigCommand,
  LambdaClient,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  PutRuntimeManagementConfigCommand,
  TagResourceCommand,
  UpdateAliasCommand,
  UpdateCodeSigningConfigCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  UpdateFunctionUrlConfigCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, ROLE } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { zip } from "../support/zip.ts";

const FunctionName = "read-back";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:queue";
const CODE = await zip({ "index.js": "exports.handler = async () => 1;" });

const SETTINGS = {
  Description: "Read back",
  Role: ROLE,
  Handler: "index.handler",
  Runtime: "nodejs24.x",
  Timeout: 17,
  MemorySize: 192,
  Environment: { Variables: { SECOND: "2", FIRST: "1" } },
  DeadLetterConfig: { TargetArn: QUEUE },
  TracingConfig: { Mode: "Active" },
  EphemeralStorage: { Size: 777 },
  LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "DEBUG", SystemLogLevel: "WARN", LogGroup: "/mine" },
} as const;

/** What tells one writing of the same thing from another. */
const VOLATILE: ReadonlySet<string> = new Set([
  "$metadata",
  "RevisionId",
  "LastModified",
  "LastModifiedTime",
  "LastUpdateStatus",
  "StateTransitionReason",
]);

const steady = (output: object): object =>
  Object.fromEntries(Object.entries(output).filter(([name]) => !VOLATILE.has(name)));

const part = (output: object, like: object): object =>
  Object.fromEntries(Object.keys(like).map((name) => [name, (output as Record<string, unknown>)[name]]));

/** A tool that applies a plan twice finds nothing to do the second time. */
describe("what is written is what is read, and writing it again changes nothing:", () => {
  let lambda: LambdaClient;

  serveTests(async (server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, FunctionName, "", { ...SETTINGS, Code: { ZipFile: CODE } });
  });

  const updated = () =>
    waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { FunctionName });

  test("a function's configuration", async () => {
    const read = () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const first = await read();
    assert.deepEqual(part(first, SETTINGS), SETTINGS);
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...SETTINGS }));
    await updated();
    assert.deepEqual(steady(await read()), steady(first));
  });

  test("a function's code, and the version that is published of it", async () => {
    const read = () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const first = await read();
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: CODE }));
    await updated();
    assert.deepEqual(steady(await read()), steady(first));
    const publish = () => lambda.send(new PublishVersionCommand({ FunctionName }));
    const published = await publish();
    assert.deepEqual([published.Version, published.CodeSha256], ["1", first.CodeSha256]);
    assert.equal((await publish()).RevisionId, published.RevisionId);
    const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    assert.equal(Versions?.length, 2);
  });

  test("an alias", async () => {
    const alias = { FunctionName, Name: "live", FunctionVersion: "$LATEST", Description: "what users see" };
    const created = await lambda.send(new CreateAliasCommand(alias));
    const read = () => lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    assert.deepEqual(part(await read(), { ...alias, FunctionName: undefined }), { ...alias, FunctionName: undefined });
    assert.equal((await read()).RevisionId, created.RevisionId);
    await lambda.send(new UpdateAliasCommand(alias));
    assert.deepEqual(steady(await read()), steady(created));
  });

  test("a permission", async () => {
    const permission = {
      FunctionName,
      StatementId: "bucket",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::bucket",
      SourceAccount: "000000000000",
    };
    const { Statement } = await lambda.send(new AddPermissionCommand(permission));
    const read = () => lambda.send(new GetPolicyCommand({ FunctionName }));
    const first = await read();
    const { Statement: statements } = JSON.parse(first.Policy ?? "") as { readonly Statement: readonly unknown[] };
    assert.deepEqual(statements, [JSON.parse(Statement ?? "")]);
    await assert.rejects(lambda.send(new AddPermissionCommand(permission)), { name: "ResourceConflictException" });
    const again = await read();
    assert.deepEqual([again.Policy, again.RevisionId], [first.Policy, first.RevisionId]);
  });

  test("concurrency, recursion and runtime management", async () => {
    const concurrency = { FunctionName, ReservedConcurrentExecutions: 3 };
    const recursion = { FunctionName, RecursiveLoop: "Allow" } as const;
    const management = { FunctionName, UpdateRuntimeOn: "FunctionUpdate" } as const;
    const apply = async () => {
      await lambda.send(new PutFunctionConcurrencyCommand(concurrency));
      await lambda.send(new PutFunctionRecursionConfigCommand(recursion));
      await lambda.send(new PutRuntimeManagementConfigCommand(management));
      return {
        ...(await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))),
        ...(await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }))),
        ...(await lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName }))),
      };
    };
    const first = steady(await apply());
    assert.deepEqual(part(first, { ReservedConcurrentExecutions: 0, RecursiveLoop: 0, UpdateRuntimeOn: 0 }), {
      ReservedConcurrentExecutions: 3,
      RecursiveLoop: "Allow",
      UpdateRuntimeOn: "FunctionUpdate",
    });
    assert.deepEqual(steady(await apply()), first);
  });

  test("an event invoke configuration, by put and by update", async () => {
    const settings = {
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 90,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: QUEUE } },
    };
    const read = () => lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
    const first = await read();
    assert.deepEqual(part(first, settings), settings);
    await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
    assert.deepEqual(steady(await read()), steady(first));
  });

  test("a function URL", async () => {
    const settings = {
      AuthType: "AWS_IAM" as const,
      InvokeMode: "RESPONSE_STREAM" as const,
      Cors: { AllowOrigins: ["https://example.com"], AllowMethods: ["GET"], AllowHeaders: ["x-a"], MaxAge: 60 },
    };
    const read = () => lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
    await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, ...settings }));
    const first = await read();
    assert.deepEqual(part(first, settings), settings);
    await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, ...settings }));
    assert.deepEqual(steady(await read()), steady(first));
  });

  test("a code signing configuration and its attachment", async () => {
    const profile = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/0123456789";
    const settings = {
      Description: "signed by us",
      AllowedPublishers: { SigningProfileVersionArns: [profile] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" as const },
    };
    const created = await lambda.send(new CreateCodeSigningConfigCommand(settings));
    const CodeSigningConfigArn = created.CodeSigningConfig?.CodeSigningConfigArn;
    const read = async () => {
      const found = await lambda.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn }));
      return found.CodeSigningConfig ?? {};
    };
    const first = await read();
    assert.deepEqual(part(first, settings), settings);
    await lambda.send(new UpdateCodeSigningConfigCommand({ CodeSigningConfigArn, ...settings }));
    assert.deepEqual(steady(await read()), steady(first));
    const attach = () => lambda.send(new PutFunctionCodeSigningConfigCommand({ FunctionName, CodeSigningConfigArn }));
    await attach();
    await attach();
    const attached = await lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
    assert.equal(attached.CodeSigningConfigArn, CodeSigningConfigArn);
  });

  test("an event source mapping", async () => {
    const settings = {
      BatchSize: 7,
      MaximumBatchingWindowInSeconds: 3,
      FunctionResponseTypes: ["ReportBatchItemFailures" as const],
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] },
      ScalingConfig: { MaximumConcurrency: 4 },
    };
    const { UUID } = await lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn: QUEUE, Enabled: false, ...settings }),
    );
    const read = () => lambda.send(new GetEventSourceMappingCommand({ UUID }));
    const first = await read();
    assert.deepEqual(part(first, settings), settings);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, FunctionName, ...settings }));
    assert.deepEqual({ ...steady(await read()), State: "" }, { ...steady(first), State: "" });
  });

  test("tags, which change nothing else of the function", async () => {
    const first = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Resource = first.FunctionArn;
    const Tags = { team: "blue", "cost:center": "7" };
    await lambda.send(new TagResourceCommand({ Resource, Tags }));
    await lambda.send(new TagResourceCommand({ Resource, Tags }));
    assert.deepEqual((await lambda.send(new ListTagsCommand({ Resource }))).Tags, Tags);
    const after = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    assert.deepEqual([steady(after), after.LastModified], [steady(first), first.LastModified]);
  });
});
