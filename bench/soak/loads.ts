import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, InvokeWithResponseStreamCommand } from "@aws-sdk/client-lambda";
import { textOf } from "../../test/support/functions.ts";
import { changeFunction, churnFunction, provisionFunction, useBucket } from "./changes.ts";
import type { Site } from "./site.ts";

/** One way of using the server, by so many clients, each pausing between one use and the next. */
export interface Load {
  readonly name: string;
  readonly clients: number;
  readonly pauseMs: number;
  /** What takes longer to be over than a rest lasts is sent in the first life of the server only. */
  readonly onlyAtFirst?: true;
  /** @throws when the answer is not what it has to be */
  use(site: Site): Promise<void>;
}

const invoke = async (site: Site, functionName: string, expected: string, qualifier?: string): Promise<void> => {
  const answer = await site.lambda.send(new InvokeCommand({ FunctionName: functionName, Qualifier: qualifier }));
  assert.ok(textOf(answer.Payload).includes(expected), `${functionName} answered ${textOf(answer.Payload)}`);
};

const sendEvent = async (site: Site, functionName: string): Promise<void> => {
  await site.lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: "Event" }));
};

const readStream = async (site: Site): Promise<void> => {
  const { EventStream = [] } = await site.lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "stream" }));
  let bytes = 0;
  let isComplete = false;
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    bytes += PayloadChunk?.Payload?.length ?? 0;
    isComplete ||= InvokeComplete !== undefined && InvokeComplete.ErrorCode === undefined;
  }
  assert.ok(isComplete && bytes === 20 * 16_384 + 3, `the stream ended after ${bytes} bytes`);
};

/** Takes the first piece and goes away. */
const leaveStream = async ({ body, status }: Awaited<ReturnType<Site["post"]>>): Promise<void> => {
  assert.equal(status, 200);
  // The answer breaks off on purpose.
  body.on("error", () => undefined);
  await new Promise((resolve) => body.once("data", resolve).once("close", resolve));
  body.destroy();
};

/** Goes away before there is an answer. */
const leaveInvocation = async (site: Site): Promise<void> => {
  const answer = site.post("2015-03-31/functions/pause/invocations", "{}");
  const left = await Promise.race([answer, sleep(100)]);
  if (left !== undefined) left.body.destroy();
  else
    void answer.then(
      ({ body }) => body.destroy(),
      () => undefined,
    );
};

const readUrl = async (site: Site): Promise<void> => {
  const { status, body } = await site.requestFunctionUrl("buffered");
  assert.deepEqual([status, await text(body)], [200, `{"greeting":"hello"}`]);
};

export const LOADS: readonly Load[] = [
  { name: "invocations", clients: 3, pauseMs: 5, use: (site) => invoke(site, "greet", "hello") },
  { name: "function errors", clients: 1, pauseMs: 50, use: (site) => invoke(site, "fail", "on purpose") },
  { name: "timeouts", clients: 1, pauseMs: 500, use: (site) => invoke(site, "time-out", "Sandbox.Timedout") },
  { name: "exits", clients: 1, pauseMs: 500, use: (site) => invoke(site, "exit", "Runtime.ExitError") },
  { name: "out of memory", clients: 1, pauseMs: 2_000, use: (site) => invoke(site, "greedy", "Runtime.OutOfMemory") },
  { name: "throttled", clients: 3, pauseMs: 50, use: (site) => invoke(site, "narrow", "done") },
  { name: "events with destinations", clients: 2, pauseMs: 30, use: (site) => sendEvent(site, "relay") },
  {
    name: "events with retries",
    clients: 1,
    pauseMs: 500,
    onlyAtFirst: true,
    use: (site) => sendEvent(site, "stubborn"),
  },
  { name: "streams", clients: 1, pauseMs: 100, use: readStream },
  {
    name: "streams left by the caller",
    clients: 1,
    pauseMs: 100,
    use: async (site) =>
      leaveStream(await site.post("2021-11-15/functions/stream/response-streaming-invocations", "{}")),
  },
  { name: "invocations left by the caller", clients: 1, pauseMs: 100, use: leaveInvocation },
  { name: "function URLs", clients: 1, pauseMs: 50, use: readUrl },
  {
    name: "URL streams left by the caller",
    clients: 1,
    pauseMs: 100,
    use: async (site) => leaveStream(await site.requestFunctionUrl("streamed")),
  },
  { name: "with an extension", clients: 1, pauseMs: 100, use: (site) => invoke(site, "extended", "hello") },
  { name: "by an alias that moves", clients: 1, pauseMs: 20, use: (site) => invoke(site, "change", "hello", "live") },
  { name: "updates and versions", clients: 1, pauseMs: 500, use: changeFunction },
  { name: "provisioned concurrency", clients: 1, pauseMs: 500, use: provisionFunction },
  { name: "objects", clients: 1, pauseMs: 200, use: useBucket },
  { name: "functions created and deleted", clients: 1, pauseMs: 500, use: churnFunction },
];
