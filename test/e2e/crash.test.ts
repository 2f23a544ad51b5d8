import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "node:test";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { eventually } from "../support/eventually.ts";
import { ROLE, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { zip } from "../support/zip.ts";

const ROUNDS = 8;
const SHORTEST_LIFE_MS = 50;
const LONGEST_LIFE_MS = 900;

const codeThatSays = (word: string) => zip({ "index.js": `exports.handler = async () => ${JSON.stringify(word)};` });

/** What clients were told, so that the state after a crash can be held against it. */
class Workload {
  readonly created = new Set<string>();
  /** By function, the words its code may say: the last acknowledged one, and any sent after it. */
  readonly words = new Map<string, Set<string>>();
  readonly #lambda: LambdaClient;
  readonly #round: number;
  #stopped = false;

  constructor(lambda: LambdaClient, round: number) {
    this.#lambda = lambda;
    this.#round = round;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Creates, updates and invokes until the server is gone. */
  async run(): Promise<void> {
    await Promise.all([this.#createAll(), this.#updateAll(), this.#invokeAll()]);
  }

  async #createAll(): Promise<void> {
    for (let n = 0; !this.#stopped; n += 1) {
      const functionName = `crash-${this.#round}-${n}`;
      await this.#attempt(async () => {
        await this.#lambda.send(
          new CreateFunctionCommand({
            FunctionName: functionName,
            Role: ROLE,
            Runtime: "nodejs24.x",
            Handler: "index.handler",
            Code: { ZipFile: await codeThatSays("first") },
          }),
        );
        this.created.add(functionName);
        this.words.set(functionName, new Set(["first"]));
      });
    }
  }

  async #updateAll(): Promise<void> {
    for (let n = 0; !this.#stopped; n += 1) {
      await sleep(1);
      for (const functionName of [...this.created].slice(-3)) {
        const word = `word-${n}`;
        this.words.get(functionName)?.add(word);
        await this.#attempt(async () => {
          const ZipFile = await codeThatSays(word);
          await this.#lambda.send(new UpdateFunctionCodeCommand({ FunctionName: functionName, ZipFile }));
          this.words.set(functionName, new Set([word]));
          await this.#lambda.send(
            new UpdateFunctionConfigurationCommand({ FunctionName: functionName, Description: word }),
          );
        });
      }
    }
  }

  async #invokeAll(): Promise<void> {
    while (!this.#stopped) {
      await sleep(1);
      for (const functionName of this.created) {
        if (this.#stopped) break;
        await this.#attempt(async () => {
          await this.#lambda.send(new InvokeCommand({ FunctionName: functionName }));
        });
      }
    }
  }

  /** Refusals (still pending, being updated) and the server's end are part of the game. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch {
      await sleep(1);
    }
  }
}

const processesOf = (home: string): readonly string[] =>
  readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(home);
    } catch {
      return false;
    }
  });

const mountsOf = (home: string): readonly string[] =>
  readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .filter((line) => line.includes(home));

const listFunctionNames = async (lambda: LambdaClient): Promise<readonly string[]> => {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.send(new ListFunctionsCommand(marker === undefined ? {} : { Marker: marker }));
    names.push(...(page.Functions ?? []).map((listed) => listed.FunctionName ?? ""));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== "");
  return names;
};

describe("a server killed at any moment", () => {
  test("keeps what it acknowledged, has nothing half done, and leaves nothing behind", async () => {
    await using server = await TestServer.start();
    const created = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const lambda = new LambdaClient(server.clientOptions);
      const workload = new Workload(lambda, round);
      const running = workload.run();
      // However slow the host is: a server that was never asked for anything has nothing to lose.
      if (round === 0) await eventually(() => workload.created.size > 0);
      await sleep(SHORTEST_LIFE_MS + Math.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS));
      await server.kill();
      workload.stop();
      await running;
      lambda.destroy();

      await server.start();
      for (const functionName of workload.created) created.add(functionName);
      await checkState(server, created, workload.words);
    }
    const { home } = server;
    await server.stop();
    assert.deepEqual(processesOf(home), []);
    assert.deepEqual(mountsOf(home), []);
  });
});

/** Every acknowledged function is there, whole, and runs code it was given; nothing else is half there. */
const checkState = async (
  server: TestServer,
  created: ReadonlySet<string>,
  words: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> => {
  const lambda = new LambdaClient(server.clientOptions);
  const names = await listFunctionNames(lambda);
  assert.deepEqual(
    [...created].filter((functionName) => !names.includes(functionName)),
    [],
  );
  for (const functionName of names) {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
    assert.ok(Configuration?.CodeSha256, `${functionName} has no code`);
  }
  for (const functionName of words.keys()) {
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: functionName });
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: functionName });
  }
  const [functionName, allowed] = [...words].at(-1) ?? [];
  if (functionName !== undefined && allowed !== undefined) {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName }));
    const said: unknown = JSON.parse(textOf(answer.Payload));
    assert.ok(
      allowed.has(String(said)),
      `${functionName} said ${textOf(answer.Payload)}, not ${[...allowed].join(" or ")}`,
    );
  }
  lambda.destroy();
};
