import assert from "node:assert/strict";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
  LambdaClient,
  ListTagsCommand,
  ResourceNotFoundException,
  type Runtime,
  TagResourceCommand,
} from "@aws-sdk/client-lambda";
import { runBoto3 } from "../support/boto3.ts";
import { buildFunction, cannotBuild } from "../support/build-function.ts";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zipDirectory } from "../support/zip-directory.ts";

const SKIP = await cannotBuild("nodejs-interface-client");

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

/** Writes one word, and the next one only when the function has a tag. */
const PATIENT = `const { LambdaClient, ListTagsCommand } = require("@aws-sdk/client-lambda");
const lambda = new LambdaClient();
exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  stream.write("before");
  for (;;) {
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: context.invokedFunctionArn }));
    if (Tags?.go === event.tag) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stream.end("after");
});`;

const FAILING = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.early) throw new TypeError("early");
  stream.write("part");
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (event.exit) process.exit(3);
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, 60_000));
  throw new TypeError("late");
});`;

const FLOODING = `const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
exports.handler = awslambda.streamifyResponse(async ({ mebibytes }, stream) => {
  const piece = Buffer.alloc(1048576, "x");
  await pipeline(Readable.from((function* () { for (let i = 0; i < mebibytes; i++) yield piece; })()), stream);
});`;

/** Reads a stream to its end. */
const rest = async (events: AsyncIterator<InvokeWithResponseStreamResponseEvent>) => {
  let text = "";
  let chunks = 0;
  for (;;) {
    const { value: event, done } = await events.next();
    assert.ok(!done, "the stream ended without InvokeComplete");
    if (event.InvokeComplete !== undefined) return { text, chunks, complete: event.InvokeComplete };
    text += textOf(event.PayloadChunk?.Payload);
    chunks += 1;
  }
};

describe("InvokeWithResponseStream", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  serveTests(
    async (started, open) => {
      server = started;
      lambda = open(new LambdaClient(server.clientOptions));
      const generous = { MemorySize: 1024, Timeout: 30 };
      await createNodeFunction(lambda, "patient", PATIENT, generous);
      await createNodeFunction(lambda, "failing", FAILING, generous);
      await createNodeFunction(lambda, "late", FAILING, { ...generous, Timeout: 3 });
      await createNodeFunction(lambda, "flooding", FLOODING, generous);
      await createNodeFunction(lambda, "plain", `exports.handler = async (event) => ({ echo: event });`);
    },
    ["--stream-mib-per-second", "0"],
  );

  const start = async (FunctionName: string, event: unknown, settings: { readonly LogType?: "Tail" } = {}) => {
    const Payload = JSON.stringify(event);
    const { EventStream, ...head } = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName, Payload, ...settings }),
    );
    assert.ok(EventStream);
    return { head, events: EventStream[Symbol.asyncIterator]() };
  };

  test("delivers a chunk before the function ends", async () => {
    const { head, events } = await start("patient", { tag: "first" });
    assert.equal(head.StatusCode, 200);
    assert.equal(head.ExecutedVersion, "$LATEST");
    assert.equal(head.ResponseStreamContentType, "application/vnd.amazon.eventstream");
    assert.equal(textOf((await events.next()).value?.PayloadChunk?.Payload), "before");
    // Only now does the function learn that it may end.
    await lambda.send(new TagResourceCommand({ Resource: `${ARN}:patient`, Tags: { go: "first" } }));
    const { text, complete } = await rest(events);
    assert.equal(text, "after");
    assert.deepEqual(complete, {});
  });

  test("tells of an error before the first byte, and behind it", async () => {
    const early = await rest((await start("failing", { early: true })).events);
    assert.equal(early.text, "");
    assert.equal(early.complete.ErrorCode, "Unhandled");
    assert.equal((JSON.parse(early.complete.ErrorDetails ?? "") as { errorMessage: string }).errorMessage, "early");
    const late = await rest((await start("failing", {})).events);
    assert.equal(late.text, "part");
    assert.equal(late.complete.ErrorCode, "Unhandled");
    const details = JSON.parse(late.complete.ErrorDetails ?? "") as { errorType: string; errorMessage: string };
    assert.deepEqual([details.errorType, details.errorMessage], ["TypeError", "late"]);
  });

  test("tells of a process that ends and of a time that passes in the middle of the response", async () => {
    const exited = await rest((await start("failing", { exit: true })).events);
    assert.equal(exited.text, "part");
    assert.equal(exited.complete.ErrorCode, "Unhandled");
    const late = await rest((await start("late", { sleep: true })).events);
    assert.equal(late.text, "part");
    assert.match(late.complete.ErrorDetails ?? "", /"errorType":"Sandbox.Timedout".*Task timed out after 3.00 seconds/);
  });

  test("gives the log tail behind the response", async () => {
    const { complete } = await rest((await start("plain", {}, { LogType: "Tail" })).events);
    assert.match(
      Buffer.from(complete.LogResult ?? "", "base64").toString(),
      /^START RequestId: [\s\S]*REPORT RequestId/,
    );
  });

  test("answers for a function that does not stream in one chunk", async () => {
    const { text, chunks } = await rest((await start("plain", { a: 1 })).events);
    assert.equal(text, '{"echo":{"a":1}}');
    assert.equal(chunks, 1);
  });

  test("passes on more than a whole response may hold, and 200 MiB at most", async () => {
    const large = await rest((await start("flooding", { mebibytes: 20 })).events);
    assert.equal(large.text.length, 20 * 1_048_576);
    const tooLarge = await rest((await start("flooding", { mebibytes: 201 })).events);
    assert.equal(tooLarge.text.length, 200 * 1_048_576);
    assert.match(tooLarge.complete.ErrorDetails ?? "", /Function.ResponseSizeTooLarge/);
  });

  test("runs nothing in a dry run, and refuses a function that is not there", async () => {
    const dry = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: "plain", InvocationType: "DryRun" }),
    );
    assert.equal(dry.StatusCode, 204);
    await assert.rejects(start("missing", {}), ResourceNotFoundException);
  });

  test("takes chunks from AWS's own client of the Runtime API, unmodified", { skip: SKIP }, async () => {
    using deployment = temporaryDirectory();
    const { directory, environment, runtime } = await buildFunction("nodejs-interface-client");
    await cp(directory, deployment.path, { recursive: true });
    await writeFile(join(deployment.path, "streaming.cjs"), PATIENT);
    await writeFile(join(deployment.path, "failing.cjs"), FAILING);
    const settings = {
      Runtime: runtime as Runtime,
      Code: { ZipFile: await zipDirectory(deployment.path) },
      Environment: { Variables: environment },
      MemorySize: 1024,
      Timeout: 30,
    };
    await createNodeFunction(lambda, "client", "", { ...settings, Handler: "streaming.handler" });
    await createNodeFunction(lambda, "failing-client", "", { ...settings, Handler: "failing.handler" });
    const { events } = await start("client", { tag: "now" });
    assert.equal(textOf((await events.next()).value?.PayloadChunk?.Payload), "before");
    await lambda.send(new TagResourceCommand({ Resource: `${ARN}:client`, Tags: { go: "now" } }));
    assert.equal((await rest(events)).text, "after");
    const early = await rest((await start("failing-client", { early: true })).events);
    assert.deepEqual([early.chunks, early.complete.ErrorCode], [0, "Unhandled"]);
    assert.match(early.complete.ErrorDetails ?? "", /"errorMessage":"early"/);
  });

  test("leaves a function whose caller went away to finish", async () => {
    const { events } = await start("patient", { tag: "second" });
    await events.next();
    await events.return?.();
    await lambda.send(new TagResourceCommand({ Resource: `${ARN}:patient`, Tags: { go: "second" } }));
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: `${ARN}:patient` }));
    assert.equal(Tags?.["go"], "second");
    assert.equal((await rest((await start("patient", { tag: "second" })).events)).text, "beforeafter");
  });
});

describe("boto3", () => {
  test("reads a streamed response", async () => {
    await using server = await TestServer.start();
    assert.equal(await runBoto3(server, "streams.py"), "done\n");
  });
});

describe("Invoke of a function that streams", () => {
  test("gathers the response", async () => {
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(
      lambda,
      "streaming",
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("a"); stream.end("b"); });`,
    );
    assert.equal(textOf((await lambda.send(new InvokeCommand({ FunctionName: "streaming" }))).Payload), "ab");
    lambda.destroy();
  });
});
