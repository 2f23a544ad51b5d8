import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import { zip } from "../../test/support/zip.ts";
import { LoadConnection } from "../load/load-connection.ts";
import type { Sample } from "../samples/sample.ts";
import type { LambkinServer } from "../targets/lambkin-server.ts";

/** Long enough for a server to have made ready what it wants to have ready. */
const PAUSE_MS = 250;
const MEMORY_MIB = 512;
const LAYERS = 5;

/**
 * First invocations of functions that were created for it and are deleted afterwards: all of them cold.
 * @param how one after the other with a pause between, or all at the same moment
 * @returns milliseconds
 */
export const coldStarts = async (
  server: LambkinServer,
  sample: Sample,
  {
    count,
    how,
    layers,
  }: { readonly count: number; readonly how: "in turns" | "at once"; readonly layers?: readonly string[] },
): Promise<readonly number[]> => {
  const names = Array.from({ length: count }, () => `cold-${randomUUID()}`);
  const archive = await sample.zip();
  const code = { ...sample, zip: async () => archive };
  const settings = { MemorySize: MEMORY_MIB, ...(layers !== undefined && { Layers: [...layers] }) };
  await Promise.all(names.map((name) => server.create(name, code, settings)));
  const calls = names.map((functionName) => coldStart(server, functionName));
  const samples: number[] = [];
  if (how === "at once") {
    await sleep(PAUSE_MS);
    samples.push(...(await Promise.all((await Promise.all(calls)).map((call) => call()))));
  } else
    for (const call of calls) {
      await sleep(PAUSE_MS);
      samples.push(await (await call)());
    }
  await Promise.all(names.map((name) => server.delete(name)));
  return samples;
};

/** Signs and connects ahead. @returns what invokes the function and says how long that took */
export const coldStart = async (server: LambkinServer, functionName: string): Promise<() => Promise<number>> => {
  const connection = await LoadConnection.open(server.port);
  const [request] = server.requests({ functionName });
  return async () => {
    using _ = connection;
    const sentMs = performance.now();
    const { status, start } = await connection.exchange(request ?? Buffer.alloc(0));
    const elapsedMs = performance.now() - sentMs;
    if (status !== 200 || !start.includes("hello")) throw new Error(`the answer was ${status}: ${start}`);
    return elapsedMs;
  };
};

/** Layers with a file each. @returns their ARNs */
export const publishLayers = async (server: LambkinServer): Promise<readonly string[]> => {
  const arns: string[] = [];
  for (let n = 0; n < LAYERS; n += 1) {
    const ZipFile = await zip({ [`layer-${n}/data.txt`]: `layer ${n}` });
    const { LayerVersionArn } = await server.lambda.send(
      new PublishLayerVersionCommand({ LayerName: `bench-${n}`, Content: { ZipFile } }),
    );
    arns.push(LayerVersionArn ?? "");
  }
  return arns;
};
