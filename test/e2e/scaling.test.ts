import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  InvokeCommand,
  LambdaClient,
  TooManyRequestsException,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, hasSaid, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { TestServer } from "../support/server.ts";
import { zip } from "../support/zip.ts";

const codeThatSays = (word: string) => `exports.handler = async ({ waitMs = 0 }) => {
  console.log("waits", waitMs);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  return ${JSON.stringify(word)};
};`;

const WAIT = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

describe("a function that is updated under load", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    await createNodeFunction(lambda, "service", codeThatSays("old"), { Timeout: 30 });
  });

  const invoke = async (waitMs: number): Promise<string> => {
    const Payload = JSON.stringify({ waitMs });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "service", Payload }));
    assert.equal(answer.FunctionError, undefined, textOf(answer.Payload));
    return JSON.parse(textOf(answer.Payload)) as string;
  };

  test("goes on without an error: new invocations run the new code, running ones finish with the old", async () => {
    const logs = new CloudWatchLogsClient(server.clientOptions);
    const long = invoke(3_000);
    await eventually(() => hasSaid(logs, "service", "waits 3000"));
    const answers: string[] = [];
    const loading = new AbortController();
    const client = async () => {
      while (!loading.signal.aborted) answers.push(await invoke(5));
    };
    const clients = Promise.all([client(), client(), client(), client()]);
    await eventually(() => answers.length > 0);
    const ZipFile = await zip({ "index.js": codeThatSays("new") });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "service", ZipFile }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName: "service" });
    const updated = await Promise.all([invoke(0), invoke(0), invoke(0), invoke(0), invoke(0)]);
    assert.deepEqual(updated, ["new", "new", "new", "new", "new"]);
    loading.abort();
    await clients;
    assert.equal(answers.at(0), "old");
    assert.deepEqual(
      answers.filter((answer) => answer !== "old" && answer !== "new"),
      [],
    );
    assert.equal(await long, "old");
    logs.destroy();
  });
});

/** Invokes so often at once: how many ran, and why the others did not. Log tails come with environments at rest. */
const burst = async (lambda: LambdaClient, FunctionName: string, count: number, waitMs: number) => {
  const Payload = JSON.stringify({ waitMs });
  const invocations = Array.from({ length: count }, () =>
    lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: "Tail" })),
  );
  const outcomes = await Promise.allSettled(invocations);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  return { ran: count - refusals.length, refusals };
};

describe("a host with little memory", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  before(async () => {
    // Room for three environments.
    server = await TestServer.start({
      args: ["--memory-mib", "384"],
    });
    lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "one", codeThatSays("one"), { Timeout: 30 });
    await createNodeFunction(lambda, "other", codeThatSays("other"), { Timeout: 30 });
  });

  after(() => server[Symbol.asyncDispose]());

  test("throttles what it has no room for, and runs on", async () => {
    const { ran, refusals } = await burst(lambda, "one", 8, 3_000);
    assert.equal(ran, 3);
    const [refusal] = refusals;
    assert.ok(refusal instanceof TooManyRequestsException);
    assert.equal(refusal.$metadata.httpStatusCode, 429);
    assert.equal(refusal.Reason, "ConcurrentInvocationLimitExceeded");
    assert.equal(refusal.retryAfterSeconds, "1");
  });

  test("makes room for another function by ending what is idle", async () => {
    assert.equal((await burst(lambda, "other", 2, 200)).ran, 2);
    assert.equal((await burst(lambda, "one", 1, 0)).ran, 1);
  });
});

describe("a function that is invoked too often", () => {
  test("is throttled for its rate, and told when to come again", async () => {
    // Two at a time, and two a second.
    await using server = await TestServer.start({ args: ["--concurrency", "2", "--invocation-rate", "1"] });
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "one", codeThatSays("one"));
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: "one", Payload: "{}" }));
    let refusal: unknown;
    // A host that is slow at first comes to it, too, when it has warmed up.
    await eventually(async () => {
      const outcomes = await Promise.allSettled([invoke(), invoke()]);
      const refused = outcomes.find((outcome) => outcome.status === "rejected");
      refusal = refused?.reason;
      return refused !== undefined;
    });
    assert.ok(refusal instanceof TooManyRequestsException);
    assert.equal(refusal.Reason, "FunctionInvocationRateLimitExceeded");
    assert.equal(refusal.retryAfterSeconds, "1");
  });
});
