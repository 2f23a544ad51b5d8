import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException as ClientResourceNotFoundException,
  TagResourceCommand,
  TooManyRequestsException as ClientTooManyRequestsException,
} from "@aws-sdk/client-lambda";
import type {
  CreateFunctionRequest,
  InvocationRequest,
  InvokeWithResponseStreamRequest,
  InvokeWithResponseStreamResponseEvent,
  ListFunctionsRequest,
  TagResourceRequest,
} from "../../src/models/generated/lambda.ts";
import { ResourceNotFoundException, TooManyRequestsException } from "../../src/models/generated/lambda.ts";
import { loadModel } from "../../src/models/load-model.ts";
import { collect } from "./support/collect.ts";
import { startLoopbackServer, type Answers } from "./support/loopback-server.ts";
import { CLIENT_SETTINGS } from "./support/models.ts";

const withClient = async (answers: Answers, use: (client: LambdaClient) => Promise<void>): Promise<void> => {
  await using server = await startLoopbackServer(loadModel("lambda"), answers);
  const client = new LambdaClient({ ...CLIENT_SETTINGS, endpoint: server.endpoint });
  await use(client);
  client.destroy();
};

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:hello:live";

describe("the Lambda client of the JavaScript SDK", () => {
  test("sends structures, maps and blobs and gets them back", async () => {
    const answers = {
      CreateFunction: (input: CreateFunctionRequest) => ({
        FunctionName: input.FunctionName,
        CodeSize: input.Code.ZipFile?.byteLength,
        Environment: input.Environment,
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(
        new CreateFunctionCommand({
          FunctionName: "hello",
          Role: "arn:aws:iam::000000000000:role/r",
          Code: { ZipFile: Buffer.from("zip") },
          Environment: { Variables: { GREETING: "é" } },
        }),
      );
      assert.equal(output.$metadata.httpStatusCode, 201);
      assert.equal(output.$metadata.requestId, "request-1");
      assert.equal(output.CodeSize, 3);
      assert.deepEqual(output.Environment?.Variables, { GREETING: "é" });
    });
  });

  test("invokes by a whole ARN and reads payload, headers and status", async () => {
    const answers = {
      Invoke: (input: InvocationRequest) => ({
        StatusCode: 202,
        Payload: Buffer.concat([Buffer.from(input.FunctionName), input.Payload ?? Buffer.alloc(0)]),
        ExecutedVersion: "7",
        LogResult: input.LogType,
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(
        new InvokeCommand({ FunctionName: FUNCTION_ARN, Payload: "{}", LogType: "Tail" }),
      );
      assert.equal(output.StatusCode, 202);
      assert.equal(Buffer.from(output.Payload ?? []).toString(), `${FUNCTION_ARN}{}`);
      assert.equal(output.ExecutedVersion, "7");
      assert.equal(output.LogResult, "Tail");
    });
  });

  test("pages by query parameters", async () => {
    const answers = {
      ListFunctions: ({ MaxItems, Marker }: ListFunctionsRequest) => ({ NextMarker: `${MaxItems} ${Marker}` }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(new ListFunctionsCommand({ MaxItems: 7, Marker: "a&b" }));
      assert.equal(output.NextMarker, "7 a&b");
    });
  });

  test("takes an answer without content", async () => {
    const tagged: TagResourceRequest[] = [];
    const answers = { TagResource: (input: TagResourceRequest) => void tagged.push(input) };
    await withClient(answers, async (client) => {
      const output = await client.send(
        new TagResourceCommand({ Resource: FUNCTION_ARN.slice(0, -5), Tags: { a: "b" } }),
      );
      assert.equal(output.$metadata.httpStatusCode, 204);
      assert.deepEqual(tagged, [{ Resource: FUNCTION_ARN.slice(0, -5), Tags: { a: "b" } }]);
    });
  });

  test("knows an error by its class, message and type", async () => {
    const answers = {
      GetFunction: () => {
        throw new ResourceNotFoundException({ message: "Function not found: hello" });
      },
    };
    await withClient(answers, async (client) => {
      await assert.rejects(client.send(new GetFunctionCommand({ FunctionName: "hello" })), (error) => {
        assert.ok(error instanceof ClientResourceNotFoundException);
        assert.equal(error.message, "Function not found: hello");
        assert.equal(error.Type, "User");
        assert.equal(error.$metadata.httpStatusCode, 404);
        return true;
      });
    });
  });

  test("reads an error's members from headers and body", async () => {
    const answers = {
      Invoke: () => {
        throw new TooManyRequestsException({
          message: "Rate Exceeded.",
          retryAfterSeconds: "3",
          Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        });
      },
    };
    await withClient(answers, async (client) => {
      await assert.rejects(client.send(new InvokeCommand({ FunctionName: "hello" })), (error) => {
        assert.ok(error instanceof ClientTooManyRequestsException);
        assert.equal(error.retryAfterSeconds, "3");
        assert.equal(error.Reason, "ReservedFunctionConcurrentInvocationLimitExceeded");
        return true;
      });
    });
  });

  test("is told of broken constraints under ValidationException", async () => {
    await withClient({ Invoke: () => undefined }, async (client) => {
      await assert.rejects(client.send(new InvokeCommand({ FunctionName: "a b" })), {
        name: "ValidationException",
        message:
          /^1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must/,
      });
    });
  });

  test("reads a response stream event by event", async () => {
    const answers = {
      InvokeWithResponseStream: ({ Payload }: InvokeWithResponseStreamRequest) => ({
        StatusCode: 200,
        ExecutedVersion: "$LATEST",
        EventStream: streamed([
          { PayloadChunk: { Payload: Payload ?? new Uint8Array() } },
          { PayloadChunk: { Payload: Buffer.from("two") } },
          { InvokeComplete: { ErrorCode: "Boom", LogResult: "bG9n" } },
        ]),
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: "hello", Payload: "one" }));
      const events = await collect(output.EventStream);
      assert.equal(output.ExecutedVersion, "$LATEST");
      assert.deepEqual(
        events.map(({ PayloadChunk }) => Buffer.from(PayloadChunk?.Payload ?? []).toString()),
        ["one", "two", ""],
      );
      assert.deepEqual(events[2]?.InvokeComplete, { ErrorCode: "Boom", LogResult: "bG9n" });
    });
  });

  test("gets an error in the middle of a response stream", async () => {
    const answers = {
      InvokeWithResponseStream: () => ({
        StatusCode: 200,
        EventStream: streamed(
          [{ PayloadChunk: { Payload: Buffer.from("one") } }],
          new ResourceNotFoundException({ message: "gone" }),
        ),
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: "hello" }));
      await assert.rejects(collect(output.EventStream), {
        name: "ResourceNotFoundException",
        message: "gone",
      });
    });
  });
});

// oxlint-disable-next-line require-await -- a generator becomes an AsyncIterable only by being async
async function* streamed(
  events: readonly InvokeWithResponseStreamResponseEvent[],
  error?: Error,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  yield* events;
  if (error !== undefined) throw error;
}
