/**
 * Events through two functions into a bucket, on a server that is killed again and again: `relay` succeeds and its
 * destination is `sink`, which fails and whose destination is the bucket. Whatever was accepted must arrive there.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { InvokeCommand, LambdaClient, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { createNodeFunction } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const ACCOUNT_ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const KILLS = 4;
/** A life ends after so many more events were accepted, or after the fewest where that takes long. */
const FEWEST_EVENTS_A_LIFE = 50;
const MOST_EVENTS_A_LIFE = 600;
const LONG_LIFE_MS = 3_000;
const SENDERS = 32;
const CONCURRENCY = 6;
/** Events of the two functions that can run or be told of at the moment of a kill, and arrive twice for it. */
const MAX_UNDER_WAY = 2 * (CONCURRENCY + 64);
const DRAIN_PATIENCE_MS = 180_000;

const clientsOf = (server: TestServer) => ({
  lambda: new LambdaClient(server.clientOptions),
  s3: new S3Client({ ...server.clientOptions, forcePathStyle: true }),
});

const prepare = async ({ lambda, s3 }: ReturnType<typeof clientsOf>): Promise<void> => {
  await s3.send(new CreateBucketCommand({ Bucket: "arrived" }));
  await createNodeFunction(lambda, "relay", `exports.handler = async ({ id }) => id;`);
  await createNodeFunction(lambda, "sink", `exports.handler = async () => { throw new Error("on purpose"); };`);
  const relay = { OnSuccess: { Destination: `${ACCOUNT_ARN}:sink` } };
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "relay", DestinationConfig: relay }));
  const sink = { OnFailure: { Destination: "arn:aws:s3:::arrived" } };
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "sink",
      MaximumRetryAttempts: 0,
      DestinationConfig: sink,
    }),
  );
};

/** Sends events until it is told to stop, and remembers those that were acknowledged. */
class Senders {
  readonly accepted = new Set<number>();
  #lastId = 0;
  #isStopped = false;

  async run(lambda: LambdaClient): Promise<void> {
    this.#isStopped = false;
    await Promise.all(Array.from({ length: SENDERS }, () => this.#send(lambda)));
  }

  stop(): void {
    this.#isStopped = true;
  }

  async untilMore(count: number): Promise<void> {
    const before = this.accepted.size;
    const lateMs = Date.now() + LONG_LIFE_MS;
    const enough = () => (Date.now() < lateMs ? count : FEWEST_EVENTS_A_LIFE);
    while (this.accepted.size < before + enough()) await sleep(5);
  }

  async #send(lambda: LambdaClient): Promise<void> {
    while (!this.#isStopped) {
      this.#lastId += 1;
      const id = this.#lastId;
      const command = new InvokeCommand({
        FunctionName: "relay",
        InvocationType: "Event",
        Payload: JSON.stringify({ id }),
      });
      try {
        await lambda.send(command);
        this.accepted.add(id);
      } catch {
        // The server is gone: nobody knows whether it took this one.
        await sleep(1);
      }
    }
  }
}

const isQueueEmpty = async (server: TestServer): Promise<boolean> => {
  const { stdout } = await promisify(execFile)(LAMBKIN, ["queue", "--json"], { env: server.environment });
  return (JSON.parse(stdout) as { readonly queues: readonly unknown[] }).queues.length === 0;
};

const waitUntilEmpty = async (server: TestServer): Promise<void> => {
  const deadline = Date.now() + DRAIN_PATIENCE_MS;
  while (!(await isQueueEmpty(server))) {
    assert.ok(Date.now() < deadline, "events are stuck in the queue");
    await sleep(200);
  }
};

/** The ids in the bucket, as often as they are there. */
const arrivedIds = async (s3: S3Client): Promise<readonly number[]> => {
  const ids: number[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: "arrived" })) {
    for (let start = 0; start < Contents.length; start += 32) {
      const bodies = Contents.slice(start, start + 32).map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "arrived", Key }));
        return (await Body?.transformToString()) ?? "";
      });
      for (const body of await Promise.all(bodies)) ids.push(idIn(body));
    }
  }
  return ids;
};

/** A record of `sink`, whose event is a record of `relay`. */
const idIn = (text: string): number => {
  const { requestPayload } = JSON.parse(text) as { readonly requestPayload: { readonly responsePayload: number } };
  return requestPayload.responsePayload;
};

describe("the queue of a server that is killed at any moment", () => {
  test("loses no event, holds none for ever, and repeats only what was under way", async (context) => {
    // Few environments: to start many of them again after each kill would be most of the test.
    await using server = await TestServer.start({ args: ["--async-concurrency", `${CONCURRENCY}`] });
    const first = clientsOf(server);
    await prepare(first);
    first.lambda.destroy();
    first.s3.destroy();
    const senders = new Senders();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lambda = new LambdaClient(server.clientOptions);
      const sending = senders.run(lambda);
      await senders.untilMore(FEWEST_EVENTS_A_LIFE + Math.random() * (MOST_EVENTS_A_LIFE - FEWEST_EVENTS_A_LIFE));
      await server.kill();
      senders.stop();
      await sending;
      lambda.destroy();
      await server.start();
    }
    await waitUntilEmpty(server);
    const { lambda, s3 } = clientsOf(server);
    const arrived = await arrivedIds(s3);
    lambda.destroy();
    s3.destroy();

    const distinct = new Set(arrived);
    const lost = [...senders.accepted].filter((id) => !distinct.has(id));
    const repeated = arrived.length - distinct.size;
    context.diagnostic(`${senders.accepted.size} accepted, ${arrived.length} arrived, ${repeated} of them repeated`);
    assert.deepEqual(lost, []);
    assert.ok(repeated <= KILLS * MAX_UNDER_WAY, `${repeated} events were repeated`);
  });
});
