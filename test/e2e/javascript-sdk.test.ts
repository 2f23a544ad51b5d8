import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, ROLE, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { zip } from "../support/zip.ts";

const GREETING = `exports.handler = async (event, context) => {
  console.log("greeting", event.name);
  return { greeting: "hello " + event.name, memory: context.memoryLimitInMB, stage: process.env.STAGE };
};`;

describe("AWS SDK for JavaScript", () => {
  let lambda: LambdaClient;

  serveTests(async (server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, "greeting", GREETING, { Environment: { Variables: { STAGE: "first" } } });
  });

  test("invokes a function and reads its log tail", async () => {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: "greeting", Payload: JSON.stringify({ name: "Ada" }), LogType: "Tail" }),
    );
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.ExecutedVersion, "$LATEST");
    assert.equal(answer.FunctionError, undefined);
    assert.deepEqual(JSON.parse(textOf(answer.Payload)), { greeting: "hello Ada", memory: "128", stage: "first" });
    const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
    assert.match(log, /^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/m);
    assert.match(log, /\tINFO\tgreeting Ada$/m);
    assert.match(log, /^REPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t/m);
  });

  test("passes an error of the function to the caller", async () => {
    await createNodeFunction(lambda, "failing", `exports.handler = async () => { throw new TypeError("no"); };`);
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "failing" }));
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.FunctionError, "Unhandled");
    const error = JSON.parse(textOf(answer.Payload)) as { errorType: string; errorMessage: string; trace: string[] };
    assert.equal(error.errorType, "TypeError");
    assert.equal(error.errorMessage, "no");
    assert.match(error.trace.join("\n"), /index\.js:1/);
  });

  test("runs new code after an update", async () => {
    await createNodeFunction(lambda, "changing", `exports.handler = async () => "old";`);
    assert.equal(textOf((await lambda.send(new InvokeCommand({ FunctionName: "changing" }))).Payload), '"old"');
    const ZipFile = await zip({ "index.js": `exports.handler = async () => "new";` });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "changing", ZipFile }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: "changing" });
    assert.equal(textOf((await lambda.send(new InvokeCommand({ FunctionName: "changing" }))).Payload), '"new"');
  });

  test("reads back a changed configuration and runs with it", async () => {
    await createNodeFunction(
      lambda,
      "tuned",
      `exports.handler = async (e, c) => [c.memoryLimitInMB, process.env.MODE];`,
    );
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "tuned",
        MemorySize: 256,
        Timeout: 9,
        Environment: { Variables: { MODE: "b" } },
      }),
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: "tuned" });
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "tuned" }));
    assert.equal(configuration.MemorySize, 256);
    assert.equal(configuration.Timeout, 9);
    assert.deepEqual(configuration.Environment?.Variables, { MODE: "b" });
    assert.equal(textOf((await lambda.send(new InvokeCommand({ FunctionName: "tuned" }))).Payload), '["256","b"]');
  });

  test("downloads the code from Code.Location", async () => {
    const code = await zip({ "index.js": GREETING });
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "downloaded",
        Role: ROLE,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile: code },
      }),
    );
    const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: "downloaded" }));
    assert.ok(Code?.Location);
    const download = await fetch(Code.Location);
    assert.equal(download.status, 200);
    assert.deepEqual(Buffer.from(await download.arrayBuffer()), code);
  });

  test("pages through functions", async () => {
    const names: string[] = [];
    let marker: string | undefined;
    do {
      const page = await lambda.send(new ListFunctionsCommand({ MaxItems: 2, ...(marker && { Marker: marker }) }));
      assert.ok((page.Functions?.length ?? 0) <= 2);
      names.push(...(page.Functions ?? []).map((listed) => listed.FunctionName ?? ""));
      marker = page.NextMarker;
    } while (marker);
    assert.ok(names.includes("greeting"));
    assert.equal(new Set(names).size, names.length);
  });

  test("throws AWS's typed exceptions", async () => {
    await assert.rejects(
      lambda.send(new InvokeCommand({ FunctionName: "missing" })),
      (error) =>
        error instanceof ResourceNotFoundException &&
        error.message === "Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing:$LATEST" &&
        error.$metadata.httpStatusCode === 404,
    );
    await assert.rejects(
      createNodeFunction(lambda, "greeting", GREETING),
      (error) => error instanceof ResourceConflictException && error.message === "Function already exist: greeting",
    );
  });

  test("forgets a deleted function", async () => {
    await createNodeFunction(lambda, "doomed", GREETING);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "doomed" }));
    await assert.rejects(lambda.send(new GetFunctionCommand({ FunctionName: "doomed" })), ResourceNotFoundException);
  });
});
