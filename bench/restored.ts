/**
 * `node bench/restored.ts`: first invocations of functions that load an AWS SDK, as versions that go on from a snapshot
 * and as ones that start from the beginning, in turns.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";
import { testRuntimes } from "../test/support/test-runtimes.ts";
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { coldStart } from "./cold/cold-starts.ts";
import { nodeWithSdk, pythonWithSdk } from "./samples/cold.ts";
import type { Sample } from "./samples/sample.ts";
import { summarize } from "./statistics.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";

/** Those that Lambda makes snapshots of. */
const PYTHONS = ["python3.13", "python3.12"] as const;

const samplesHere = async (): Promise<readonly (readonly [id: string, Sample])[]> => {
  const ready = (await testRuntimes.list()).filter(({ status }) => status === "ready");
  const python = PYTHONS.find((name) => ready.some(({ identifier }) => identifier === name));
  return [["node", nodeWithSdk], ...(python === undefined ? [] : [["python", pythonWithSdk(python)] as const])];
};

const COUNT = 10;
const PAUSE_MS = 300;
const MEMORY_MIB = 512;

interface FirstInvocations {
  readonly restoredMs: readonly number[];
  readonly startedMs: readonly number[];
  /** How many of the versions had a snapshot. */
  readonly snapshots: number;
}

/** A function of its own for each pair of first invocations: of its version, and of `$LATEST`. */
const measure = async (server: LambkinServer, sample: Sample, count: number): Promise<FirstInvocations> => {
  const [restoredMs, startedMs]: [number[], number[]] = [[], []];
  let snapshots = 0;
  for (let n = 0; n < count; n += 1) {
    const name = `restored-${randomUUID()}`;
    await server.create(name, sample, { MemorySize: MEMORY_MIB, SnapStart: { ApplyOn: "PublishedVersions" } });
    if (await publish(server, name)) snapshots += 1;
    for (const [functionName, samples] of [
      [`${name}:1`, restoredMs],
      [name, startedMs],
    ] as const) {
      const call = await coldStart(server, functionName);
      await sleep(PAUSE_MS);
      samples.push(await call());
    }
    await server.delete(name);
  }
  return { restoredMs, startedMs, snapshots };
};

/** @returns whether the version has a snapshot */
const publish = async (server: LambkinServer, FunctionName: string): Promise<boolean> => {
  await server.lambda.send(new PublishVersionCommand({ FunctionName }));
  const version = { FunctionName, Qualifier: "1" };
  await waitUntilPublishedVersionActive(
    { client: server.lambda, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 },
    version,
  );
  const { SnapStart } = await server.lambda.send(new GetFunctionConfigurationCommand(version));
  return SnapStart?.OptimizationStatus === "On";
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using server = await LambkinServer.start();
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  const samples: Record<string, FirstInvocations> = {};
  for (const [id, sample] of await samplesHere()) {
    const first = await measure(server, sample, quick ? 3 : COUNT);
    const [restored, started] = [summarize(first.restoredMs), summarize(first.startedMs)];
    rows.push([
      sample.name,
      `${first.snapshots} of ${restored.count}`,
      ...[restored.p50, restored.max, started.p50, started.max, restored.p50 / started.p50].map(format),
    ]);
    if (first.snapshots === restored.count) {
      figures[`restored.${id}.p50Ms`] = restored.p50;
      figures[`restored.${id}.startedMs`] = started.p50;
    }
    samples[id] = first;
  }
  return {
    tables: [
      {
        title: "From a snapshot, one at a time, milliseconds",
        head: ["", "have one", "restored p50", "max", "started p50", "max", "restored / started"],
        rows,
      },
    ],
    figures,
    samples,
  };
});
