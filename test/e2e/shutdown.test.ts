import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { eventually } from "../support/eventually.ts";
import { createNodeFunction, hasSaid, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

/** Answers after `event.ms`. */
const SLOW = `exports.handler = async ({ ms }) => {
  console.log("takes", ms);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return "finished";
};`;

const invoke = (lambda: LambdaClient, ms: number) =>
  lambda.send(new InvokeCommand({ FunctionName: "slow", Payload: JSON.stringify({ ms }) }));

/** Longer than a test waits for the end: only the second signal can bring it. */
const LONG_DRAIN = ["--drain-seconds", "900"];

/** Warm, so that an invocation is under way a moment after it was asked for. */
const serverWithSlowFunction = async () => {
  const server = await TestServer.start({ args: LONG_DRAIN });
  const lambda = new LambdaClient(server.clientOptions);
  await createNodeFunction(lambda, "slow", SLOW, { Timeout: 60 });
  await invoke(lambda, 0);
  return { server, lambda };
};

/** What `parent` has started, by the name of its program. */
const childrenOf = (parent: number, name: string): readonly number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        return status.startsWith(`Name:\t${name}`) && status.includes(`\nPPid:\t${parent}\n`);
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);

/** Until an invocation of that length is under way. */
const isRunning = async (server: TestServer, ms: number): Promise<void> => {
  const logs = new CloudWatchLogsClient(server.clientOptions);
  await eventually(() => hasSaid(logs, "slow", `takes ${ms}`));
  logs.destroy();
};

/** Until a server takes no more connections, as it does once it was told to end. */
const isClosed = (endpoint: string): Promise<void> =>
  eventually(() =>
    fetch(`${endpoint}/health`, { headers: { connection: "close" } }).then(
      () => false,
      () => true,
    ),
  );

describe("a server that is told to end while a function runs", () => {
  test("lets the function finish and answers its caller", async () => {
    const { server, lambda } = await serverWithSlowFunction();
    await using _ = server;
    const answer = invoke(lambda, 1_500);
    await isRunning(server, 1_500);
    const exitCode = server.stop();
    assert.equal(textOf((await answer).Payload), '"finished"');
    assert.equal(await exitCode, 0);
    lambda.destroy();
  });

  test("ends at once when told twice", async () => {
    const { server, lambda } = await serverWithSlowFunction();
    await using _ = server;
    const refused = assert.rejects(invoke(lambda, 50_000));
    await isRunning(server, 50_000);
    const { processId, endpoint } = server.record;
    const exitCode = server.stop();
    await isClosed(endpoint);
    process.kill(processId, "SIGTERM");
    await refused;
    assert.equal(await exitCode, 0);
    lambda.destroy();
  });
});

describe("a server that is told to end while its launchers answer nothing", () => {
  test("ends all the same, and says that it failed", async () => {
    await using server = await TestServer.start({ args: ["--drain-seconds", "0"] });
    const lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "slow", SLOW, { Timeout: 60 });
    await invoke(lambda, 0);
    const [spawner = 0] = childrenOf(server.record.processId, "lambkin-launch");
    const launchers = childrenOf(spawner, "lambkin-launch");
    assert.notEqual(launchers.length, 0);
    for (const pid of [spawner, ...launchers]) process.kill(pid, "SIGSTOP");
    assert.equal(await server.stop(), 1);
    assert.deepEqual(
      launchers.filter((pid) => childrenOf(spawner, "lambkin-launch").includes(pid)),
      [],
    );
    lambda.destroy();
  });
});
