import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChildServer } from "../child-server.ts";
import { TimedClient } from "../http-client.ts";
import type { Target, TargetKind } from "./target.ts";

const DIRECTORY = fileURLToPath(new URL("../peers/serverless-offline/", import.meta.url));
const PORT = 43_002;
const START_TIMEOUT_MS = 60_000;

/** serverless-offline: the function runs in a worker thread of the server, not isolated from it, no signatures. */
export const serverlessOffline: TargetKind = {
  name: "serverless-offline",
  start: async (): Promise<Target> => {
    if (!existsSync(`${DIRECTORY}node_modules`))
      execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: DIRECTORY, stdio: "inherit" });
    const server = await startChildServer(
      [
        process.execPath,
        "node_modules/.bin/osls",
        "offline",
        "--host=127.0.0.1",
        `--lambdaPort=${PORT}`,
        `--httpPort=${PORT + 1}`,
      ],
      { cwd: DIRECTORY, ready: /bench-dev-hello/, timeoutMs: START_TIMEOUT_MS, env: { SLS_TELEMETRY_DISABLED: "1" } },
    );
    return {
      name: serverlessOffline.name,
      port: PORT,
      prepare: () => ({
        path: "/2015-03-31/functions/bench-dev-hello/invocations",
        headers: { "content-type": "application/json" },
        body: "{}",
      }),
      expected: "hello",
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  coldStarts: async (count) => {
    const samples: number[] = [];
    // It has one worker a function for as long as it runs: only a fresh server is cold.
    for (let round = 0; round < count; round += 1) {
      await using target = await serverlessOffline.start();
      using client = new TimedClient(target.port);
      samples.push(await client.post(target.prepare(), target.expected));
    }
    return samples;
  },
};
