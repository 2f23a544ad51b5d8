import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, test } from "node:test";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient, TooManyRequestsException } from "@aws-sdk/client-lambda";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, hasSaid } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const SLOW = `exports.handler = async () => {
  console.log("has begun");
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  console.log("finished anyway");
};`;

/** Streams where it can, and says by whom it was called. */
const NAMED = `exports.handler = awslambda.streamifyResponse(async ({ caller }, stream) => {
  console.log("begun for " + caller + ".");
  stream.write("begun");
  await new Promise((resolve) => setTimeout(resolve, 500));
  stream.end("x".repeat(100_000));
  console.log("finished for " + caller);
});`;

/** Who calls, how, and how they go away. */
interface Leaving {
  readonly caller: string;
  readonly path: string;
  readonly invocationType?: "Event";
  /** Sends no more of the body than this. */
  readonly sentBytes?: number;
  /** Goes away by breaking the connection, instead of closing it. */
  readonly isRude?: true;
}

/** Sends a request from a socket that is gone as soon as the function has begun, or a moment later where it must not. */
const callAndLeave = async (server: TestServer, logs: CloudWatchLogsClient, leaving: Leaving): Promise<void> => {
  const { host, hostname, port } = new URL(server.endpoint);
  const { caller, path, invocationType = "RequestResponse", sentBytes, isRude } = leaving;
  const body = JSON.stringify({ caller });
  const headers = signRequest(
    { method: "POST", path, query: "", headers: { host, "x-amz-invocation-type": invocationType }, body },
    { credentials: server.credentials, region: "us-east-1", signingName: "lambda", nowMs: Date.now() },
  );
  const head = Object.entries({ ...headers, "content-length": String(body.length) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  socket.write(`POST ${path} HTTP/1.1\r\n${head.join("")}\r\n${body.slice(0, sentBytes)}`);
  if (sentBytes === undefined) await eventually(() => hasSaid(logs, "named", `begun for ${caller}.`));
  else await delay(200);
  const closed = once(socket, "close");
  if (isRude) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
};

describe("a caller", () => {
  test("beyond the concurrency is told why, and when to come again", async () => {
    await using server = await TestServer.start({ args: ["--concurrency", "1"] });
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "slow", SLOW);
    const [first, second] = await Promise.allSettled([
      lambda.send(new InvokeCommand({ FunctionName: "slow" })),
      lambda.send(new InvokeCommand({ FunctionName: "slow" })),
    ]);
    const outcomes = [first, second].toSorted((a, b) => a.status.localeCompare(b.status));
    assert.equal(outcomes[0]?.status, "fulfilled");
    assert.equal(outcomes[1]?.status, "rejected");
    const error: unknown = outcomes[1].reason;
    assert.ok(error instanceof TooManyRequestsException);
    assert.equal(error.$metadata.httpStatusCode, 429);
    assert.equal(error.Reason, "ConcurrentInvocationLimitExceeded");
    assert.match(error.retryAfterSeconds ?? "", /^\d+$/);
    lambda.destroy();
  });

  test("who goes away leaves the function to finish, and its log whole", async () => {
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    const logs = new CloudWatchLogsClient(server.clientOptions);
    await createNodeFunction(lambda, "slow", SLOW);
    const leaving = new AbortController();
    const left = assert.rejects(
      lambda.send(new InvokeCommand({ FunctionName: "slow" }), { abortSignal: leaving.signal }),
    );
    await eventually(() => hasSaid(logs, "slow", "has begun"));
    leaving.abort();
    await left;
    await eventually(() => hasSaid(logs, "slow", "REPORT"));
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/slow" }));
    const messages = events?.map(({ message }) => message?.trim().split(/[\s]/).at(0)) ?? [];
    assert.deepEqual(
      messages.filter((word) => /^[A-Z_]+$/.test(word ?? "")),
      ["INIT_START", "START", "END", "REPORT"],
    );
    assert.ok(events?.some(({ message }) => message?.includes("finished anyway")));
    lambda.destroy();
    logs.destroy();
  });

  test("who goes away, in whatever way and mode, has begun what was sent whole, and nothing else", async () => {
    await using server = await TestServer.start();
    const lambda = new LambdaClient(server.clientOptions);
    const logs = new CloudWatchLogsClient(server.clientOptions);
    await createNodeFunction(lambda, "named", NAMED);
    const path = "/2015-03-31/functions/named/invocations";
    const streamed = "/2021-11-15/functions/named/response-streaming-invocations";
    const call = (leaving: Leaving) => callAndLeave(server, logs, leaving);
    await call({ caller: "waiting", path });
    await call({ caller: "waiting-rudely", path, isRude: true });
    await call({ caller: "event", path, invocationType: "Event" });
    await call({ caller: "event-rudely", path, invocationType: "Event", isRude: true });
    await call({ caller: "stream", path: streamed });
    await call({ caller: "stream-rudely", path: streamed, isRude: true });
    await call({ caller: "half-sent", path, sentBytes: 5 });
    await call({ caller: "half-sent-event", path, invocationType: "Event", sentBytes: 5 });
    await lambda.send(new InvokeCommand({ FunctionName: "named", Payload: '{"caller":"last"}' }));
    const wanted = ["event", "event-rudely", "last", "stream", "stream-rudely", "waiting", "waiting-rudely"];
    const finished = new FilterLogEventsCommand({ logGroupName: "/aws/lambda/named", filterPattern: "finished" });
    let callers: readonly string[] = [];
    await eventually(async () => {
      const { events = [] } = await logs.send(finished);
      callers = events.map(({ message = "" }) => message.trim().split("finished for ")[1] ?? "");
      return callers.length >= wanted.length;
    });
    assert.deepEqual(callers.toSorted(), wanted);
    lambda.destroy();
    logs.destroy();
  });
});
