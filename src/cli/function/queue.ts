import { OperatorError } from "../../base/operator-error.ts";
import { callApi } from "../api-client.ts";
import type { CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";
import { getRunningServer } from "../running-server.ts";

const PATH = "/_lambkin/async-queues";

interface QueueList {
  readonly queues: readonly {
    readonly functionName: string;
    readonly eventCount: number;
    readonly oldestAgeMs: number;
  }[];
}

export const queueCommand: CommandDefinition = {
  name: "queue",
  summary: "show the asynchronous events that wait, or throw those of a function away",
  arguments: [
    { syntax: "[action]", summary: "purge, to throw events away; nothing, to show them" },
    { syntax: "[name]", summary: "name of the function to purge" },
  ],
  options: [HOME_OPTION, JSON_OPTION],
  run: async (call, terminal) => {
    const path = pathOf(call.arguments);
    const method = path === PATH ? "GET" : "DELETE";
    const server = getRunningServer(homeOf(call, terminal));
    const { body } = await callApi(server, { signingName: "lambda", method, path, signal: terminal.signal });
    if (call.options["json"]) terminal.out(`${JSON.stringify(JSON.parse(body), undefined, 2)}\n`);
    else terminal.out(method === "GET" ? table(JSON.parse(body) as QueueList) : purged(JSON.parse(body) as Purged));
    return 0;
  },
};

/** @throws OperatorError for anything but nothing and `purge NAME` */
const pathOf = ([action, name]: readonly string[]): string => {
  if (action === undefined) return PATH;
  if (action === "purge" && name !== undefined) return `${PATH}/${encodeURIComponent(name)}`;
  throw new OperatorError({
    code: "USAGE",
    message: `lambkin queue cannot ${name === undefined ? action : `${action} ${name}`}.`,
    remedy: "Use `lambkin queue` to look, or `lambkin queue purge NAME`.",
  });
};

const table = ({ queues }: QueueList): string => {
  if (queues.length === 0) return "no asynchronous event waits\n";
  const width = Math.max(...queues.map(({ functionName }) => functionName.length));
  return queues
    .map(({ functionName, eventCount, oldestAgeMs }) => {
      const age = `${Math.floor(oldestAgeMs / 1_000)} s`;
      return `${functionName.padEnd(width)}  ${String(eventCount).padStart(8)} events, the oldest ${age} old\n`;
    })
    .join("");
};

interface Purged {
  readonly functionName: string;
  readonly eventCount: number;
}

const purged = ({ functionName, eventCount }: Purged): string =>
  `threw away ${eventCount} events of ${functionName}; what runs goes on\n`;
