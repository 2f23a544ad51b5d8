import {
  CreateFunctionCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
  ResourceConflictException,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { setTimeout as sleep } from "node:timers/promises";
import { signedHeaders } from "../../test/support/function-url.ts";
import { createNodeFunction, ROLE } from "../../test/support/functions.ts";
import type { TestServer } from "../../test/support/server.ts";
import { zip } from "../../test/support/zip.ts";
import { LoadConnection } from "../load/load-connection.ts";
import { wireRequest } from "../load/wire-request.ts";

const CLIENTS = 16;
/** A signature holds for five minutes; one for so many requests is enough. */
const EVENTS_A_SIGNATURE = 1_000;
const GREETING = `exports.handler = async () => "hello";`;
/** Holds its one environment for as long as the measurement takes, so that events wait. */
const HELD_UP = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 800000));`;
const VERSIONED = "versioned";
const HELD = "held-up";

/** Makes more of one thing. `from` are there already; the first call has 0. */
export type Fill = (server: TestServer, lambda: LambdaClient, from: number, to: number) => Promise<void>;

export const fillFunctions: Fill = async (_server, lambda, from, to) => {
  const ZipFile = await zip({ "index.js": GREETING });
  await inTurns(from, to, async (n) => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: `defined-${n}`,
        Role: ROLE,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile },
      }),
    );
  });
};

export const fillVersions: Fill = async (_server, lambda, from, to) => {
  if (from === 0) await createNodeFunction(lambda, VERSIONED, GREETING);
  for (let n = from; n < to; n += 1) {
    const ZipFile = await zip({ "index.js": `${GREETING} // ${n}` });
    await untilAccepted(() =>
      lambda.send(new UpdateFunctionCodeCommand({ FunctionName: VERSIONED, ZipFile, Publish: true })),
    );
  }
};

export const fillEvents: Fill = async (server, lambda, from, to) => {
  if (from === 0) {
    await createNodeFunction(lambda, HELD, HELD_UP, { Timeout: 900 });
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: HELD, ReservedConcurrentExecutions: 1 }));
  }
  const port = Number(new URL(server.endpoint).port);
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => LoadConnection.open(port)));
  try {
    for (let first = from; first < to; first += EVENTS_A_SIGNATURE) {
      const event = eventFor(server);
      await inTurns(first, Math.min(to, first + EVENTS_A_SIGNATURE), async (_n, turn) => {
        const answer = await clients[turn]?.exchange(event);
        if (answer?.status !== 202) throw new Error(`the answer was ${answer?.status}: ${answer?.start}`);
      });
    }
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
};

/** By the older operation, whose path says that nobody waits. */
const eventFor = (server: TestServer) => {
  const path = `2014-11-13/functions/${HELD}/invoke-async`;
  const headers = signedHeaders(`${server.endpoint}/`, path, server.credentials, { method: "POST", body: "{}" });
  return wireRequest({ path: `/${path}`, headers, body: "{}" });
};

/** Runs a task for each number, `CLIENTS` at a time. */
const inTurns = async (from: number, to: number, task: (n: number, turn: number) => Promise<void>): Promise<void> => {
  let next = from;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, turn) => {
      while (next < to) await task(next++, turn);
    }),
  );
};

/** The update before may still be under way. */
const untilAccepted = async (request: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    try {
      await request();
      return;
    } catch (error) {
      if (!(error instanceof ResourceConflictException)) throw error;
      await sleep(5);
    }
  }
};
