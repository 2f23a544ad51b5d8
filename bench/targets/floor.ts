import { fileURLToPath } from "node:url";
import { startChildServer } from "../child-server.ts";
import { wireRequest } from "../load/wire-request.ts";
import type { Target, TargetKind } from "./target.ts";

const START_TIMEOUT_MS = 20_000;

/** A server of a few lines that does nothing but the part it stands for, in a process of its own. */
const floor = (kind: Pick<TargetKind, "id" | "name">): TargetKind => ({
  ...kind,
  start: async (): Promise<Target> => {
    const program = fileURLToPath(new URL(`../floors/${kind.id}.ts`, import.meta.url));
    const server = await startChildServer([process.execPath, program], {
      ready: /listening on \d+/,
      timeoutMs: START_TIMEOUT_MS,
    });
    const headers = { "content-type": "application/json" };
    return {
      name: kind.name,
      port: Number(/listening on (\d+)/.exec(server.output)?.[1]),
      requests: () => [wireRequest({ path: "/", headers, body: "{}" })],
      expected: "hello",
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
});

/** Reads the request and answers: the floor of anything that speaks HTTP in Node.js. */
export const echo = floor({
  id: "echo",
  name: "node:http echo",
});

/** Starts a bare `node` for each request: the floor of a cold start without anything prepared. */
export const spawnedProcess = floor({
  id: "spawn",
  name: "process a request",
});
