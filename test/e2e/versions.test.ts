import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
  PublishVersionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient, DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";
import { zip } from "../support/zip.ts";

const WAIT = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

/** Says what it is, and how often this environment was invoked. */
const codeThatSays = (word: string) => `let calls = 0;
exports.handler = async (event, context) => ({
  word: ${JSON.stringify(word)},
  stage: process.env.STAGE,
  version: context.functionVersion,
  arn: context.invokedFunctionArn,
  variable: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  stream: context.logStreamName,
  calls: ++calls,
});`;

/** A paginator writes its marker into the request, so each needs one of its own. */
const onePerPage = () => ({ FunctionName: "service", MaxItems: 1 });

interface Said {
  readonly word: string;
  readonly stage: string;
  readonly version: string;
  readonly arn: string;
  readonly variable: string;
  readonly stream: string;
  readonly calls: number;
}

describe("versions and aliases, through the SDK", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let arn: string;

  const invoke = async (FunctionName: string, Qualifier?: string): Promise<Said & { readonly executed: string }> => {
    // The log tail comes when the environment is at rest, and can be had again.
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Qualifier, LogType: "Tail" }));
    assert.equal(answer.FunctionError, undefined, textOf(answer.Payload));
    return { ...(JSON.parse(textOf(answer.Payload)) as Said), executed: answer.ExecutedVersion ?? "" };
  };

  /** One function with two versions of its own code and settings each, and a $LATEST that is ahead of both. */
  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, "service", codeThatSays("one"), {
      Publish: true,
      Environment: { Variables: { STAGE: "first" } },
    });
    const service = { FunctionName: "service" };
    await waitUntilPublishedVersionActive({ client: lambda, ...WAIT }, { ...service, Qualifier: "1" });
    const Environment = { Variables: { STAGE: "second" } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...service, Environment }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, service);
    const second = await zip({ "index.js": codeThatSays("two") });
    const published = await lambda.send(new UpdateFunctionCodeCommand({ ...service, ZipFile: second, Publish: true }));
    assert.equal(published.Version, "2");
    await waitUntilPublishedVersionActive({ client: lambda, ...WAIT }, { ...service, Qualifier: "2" });
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, service);
    const third = await zip({ "index.js": codeThatSays("three") });
    await lambda.send(new UpdateFunctionCodeCommand({ ...service, ZipFile: third }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, service);
    const { Configuration } = await lambda.send(new GetFunctionCommand(service));
    arn = Configuration?.FunctionArn ?? "";
  });

  test("each version runs its own code with its own environment", async () => {
    const [first, second, latest] = [await invoke("service", "1"), await invoke("service:2"), await invoke("service")];
    assert.deepEqual([first.word, first.stage, first.executed], ["one", "first", "1"]);
    assert.deepEqual([second.word, second.stage, second.executed], ["two", "second", "2"]);
    assert.deepEqual([latest.word, latest.stage, latest.executed], ["three", "second", "$LATEST"]);
    assert.deepEqual([first.version, first.variable, first.arn], ["1", "1", `${arn}:1`]);
    assert.match(first.stream, /^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/);
    const logs = new CloudWatchLogsClient(server.clientOptions);
    const { logStreams = [] } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: "/aws/lambda/service", logStreamNamePrefix: first.stream }),
    );
    logs.destroy();
    assert.equal(logStreams.length, 1);
  });

  test("the code of a version can be downloaded after $LATEST has changed", async () => {
    const { Code, Configuration } = await lambda.send(
      new GetFunctionCommand({ FunctionName: "service", Qualifier: "1" }),
    );
    const download = await fetch(Code?.Location ?? "");
    assert.equal(download.status, 200);
    const archive = Buffer.from(await download.arrayBuffer());
    assert.equal(createHash("sha256").update(archive).digest("base64"), Configuration?.CodeSha256);
  });

  test("an alias leads to its version, and is moved without a cold start of what is warm", async () => {
    const live = { FunctionName: "service", Name: "live" };
    await lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: "1" }));
    const before = await invoke(`${arn}:live`);
    assert.deepEqual([before.word, before.executed, before.arn], ["one", "1", `${arn}:live`]);
    await lambda.send(new UpdateAliasCommand({ ...live, FunctionVersion: "2" }));
    const after = await invoke("service", "live");
    assert.deepEqual([after.word, after.executed, after.arn], ["two", "2", `${arn}:live`]);
    assert.ok(after.calls > 1, "the environment of version 2 was warm");
  });

  test("publishing leaves the environments of $LATEST warm", async () => {
    const { calls } = await invoke("service");
    const published = await lambda.send(new PublishVersionCommand({ FunctionName: "service", Description: "three" }));
    assert.equal(published.Version, "3");
    const again = await lambda.send(new PublishVersionCommand({ FunctionName: "service" }));
    assert.equal(again.Version, "3");
    assert.equal((await invoke("service")).calls, calls + 1);
  });

  test("a weighted alias sends invocations to both versions", async () => {
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    const canary = { FunctionName: "service", Name: "canary" };
    await lambda.send(new CreateAliasCommand({ ...canary, FunctionVersion: "1", RoutingConfig }));
    assert.deepEqual((await lambda.send(new GetAliasCommand(canary))).RoutingConfig, RoutingConfig);
    const invocations = Array.from({ length: 60 }, () => invoke("service:canary"));
    const executed = (await Promise.all(invocations)).map(({ executed: version, word }) => `${version} ${word}`);
    // That one of them is never chosen happens once in 2^59 runs.
    assert.deepEqual(new Set(executed), new Set(["1 one", "2 two"]));
  });

  test("a version that an alias points to is not deleted, another one is", async () => {
    await assert.rejects(
      lambda.send(new DeleteFunctionCommand({ FunctionName: "service", Qualifier: "2" })),
      (error: unknown) =>
        error instanceof ResourceConflictException &&
        error.message === "Unable to delete version because the following aliases reference it: [canary, live]",
    );
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "service", Qualifier: "3" }));
    await assert.rejects(invoke("service", "3"), ResourceNotFoundException);
  });

  test("lists are paged", async () => {
    const versions: (string | undefined)[] = [];
    for await (const page of paginateListVersionsByFunction({ client: lambda }, onePerPage())) {
      versions.push(...(page.Versions ?? []).map(({ FunctionArn }) => FunctionArn));
    }
    assert.deepEqual(versions, [`${arn}:$LATEST`, `${arn}:1`, `${arn}:2`]);
    const aliases: (string | undefined)[] = [];
    for await (const page of paginateListAliases({ client: lambda }, onePerPage())) {
      aliases.push(...(page.Aliases ?? []).map(({ Name }) => Name));
    }
    assert.deepEqual(aliases, ["canary", "live"]);
  });

  test("versions and aliases survive kill -9", async () => {
    await server.kill();
    await server.start();
    lambda.destroy();
    lambda = new LambdaClient(server.clientOptions);
    assert.equal((await invoke("service:live")).word, "two");
    assert.equal((await invoke("service", "1")).word, "one");
  });
});
