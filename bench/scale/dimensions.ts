import { type LambdaClient, ListFunctionsCommand, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { signedHeaders } from "../../test/support/function-url.ts";
import type { TestServer } from "../../test/support/server.ts";
import { type Fill, fillEvents, fillFunctions, fillVersions } from "./fill.ts";

/** Something of which a server can hold more and more. */
export interface Dimension {
  readonly id: string;
  readonly name: string;
  readonly counts: readonly number[];
  readonly fill: Fill;
  /** Asks for one page of them, or what comes nearest to it. */
  readonly list: (server: TestServer, lambda: LambdaClient) => Promise<unknown>;
}

export const DIMENSIONS: readonly Dimension[] = [
  {
    id: "functions",
    name: "functions",
    counts: [100, 1_000, 10_000],
    fill: fillFunctions,
    list: (_, lambda) => lambda.send(new ListFunctionsCommand({})),
  },
  {
    id: "versions",
    name: "versions of one function",
    counts: [10, 100, 1_000],
    fill: fillVersions,
    list: (_, lambda) => lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "versioned" })),
  },
  {
    id: "events",
    name: "events that wait",
    counts: [1_000, 10_000, 100_000, 1_000_000],
    fill: fillEvents,
    list: async (server) => {
      const path = "_lambkin/async-queues";
      const headers = signedHeaders(`${server.endpoint}/`, path, server.credentials);
      await (await fetch(`${server.endpoint}/${path}`, { headers })).arrayBuffer();
    },
  },
];
