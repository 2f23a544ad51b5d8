import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const PATIENCE_MS = 120_000;
const MANY = 200;
const SOME = 20;

const HUNG = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 10_000));";
const QUICK = "exports.handler = async ({ n }) => { console.log('done with ' + n); };";

/** One function that does not get on, with a backlog, beside another one. */
describe("a backlog of asynchronous events", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let logs: CloudWatchLogsClient;

  serveTests(
    async (started, open) => {
      server = started;
      lambda = open(new LambdaClient(server.clientOptions));
      logs = open(new CloudWatchLogsClient(server.clientOptions));
      await createNodeFunction(lambda, "hung", HUNG, { Timeout: 20 });
      await createNodeFunction(lambda, "throttled", HUNG, { Timeout: 20 });
      await createNodeFunction(lambda, "quick", QUICK);
      const one = { FunctionName: "throttled", ReservedConcurrentExecutions: 1 };
      await lambda.send(new PutFunctionConcurrencyCommand(one));
    },
    ["--async-concurrency", "4"],
  );

  const invokeEvents = async (FunctionName: string, count: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, n) =>
      lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: JSON.stringify({ n }) })),
    );
    await Promise.all(events);
  };

  interface Backlog {
    readonly functionName: string;
    readonly eventCount: number;
    readonly oldestAgeMs: number;
  }

  const queue = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(LAMBKIN, ["queue", ...args], { env: server.environment });
    return stdout;
  };

  const eventCountOf = async (functionName: string): Promise<number> =>
    (await backlogOf(functionName))?.eventCount ?? 0;

  const backlogOf = async (functionName: string): Promise<Backlog | undefined> => {
    const { queues } = JSON.parse(await queue("--json")) as { readonly queues: readonly Backlog[] };
    return queues.find((backlog) => backlog.functionName === functionName);
  };

  let sentMs = 0;
  let acceptedMs = 0;

  test("holds up no other function's events", async () => {
    sentMs = Date.now();
    await Promise.all([invokeEvents("hung", MANY), invokeEvents("throttled", MANY)]);
    acceptedMs = Date.now();
    await invokeEvents("quick", SOME);
    const done = new FilterLogEventsCommand({ logGroupName: "/aws/lambda/quick", filterPattern: "done" });
    const deadline = Date.now() + PATIENCE_MS;
    for (let count = 0; count < SOME; await delay(100)) {
      count = await logs.send(done).then(
        ({ events = [] }) => events.length,
        () => 0,
      );
      assert.ok(Date.now() < deadline, `${count} of ${SOME} ran beside the backlog of others`);
    }
    assert.ok((await eventCountOf("hung")) > MANY / 2);
    assert.ok((await eventCountOf("throttled")) > MANY / 2);
  });

  test("is told by function, with its age, and can be thrown away", async () => {
    const askedMs = Date.now();
    const ageMs = (await backlogOf("hung"))?.oldestAgeMs ?? NaN;
    const answeredMs = Date.now();
    assert.ok(ageMs >= askedMs - acceptedMs, `${ageMs} ms, but ${askedMs - acceptedMs} ms ago all had been accepted`);
    assert.ok(ageMs <= answeredMs - sentMs, `${ageMs} ms, but ${answeredMs - sentMs} ms ago none had been sent`);
    await queue("purge", "hung");
    assert.equal(await backlogOf("hung"), undefined);
    assert.ok((await eventCountOf("throttled")) > MANY / 2);
  });
});
