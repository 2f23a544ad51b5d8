import { systemClock } from "../../base/clock.ts";
import { OperatorError } from "../../base/operator-error.ts";
import { callApi } from "../api-client.ts";
import type { CommandDefinition, Terminal } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";
import { getRunningServer, type RunningServer } from "../running-server.ts";

const FOLLOW_POLL_MS = 500;

interface LogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
}

interface Page {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

export const logsCommand: CommandDefinition = {
  name: "logs",
  summary: "print what a function wrote",
  arguments: [{ syntax: "<name>", summary: "function name" }],
  options: [
    { syntax: "--follow", summary: "go on printing what comes" },
    { syntax: "--minutes <number>", summary: "how far back to begin (default: all)" },
    HOME_OPTION,
    JSON_OPTION,
  ],
  run: async (call, terminal) => {
    const server = getRunningServer(homeOf(call, terminal));
    const logGroupName = await logGroupOf(server, call.arguments[0] ?? "");
    const print = (event: LogEvent) =>
      terminal.out(call.options["json"] ? `${JSON.stringify(event)}\n` : format(event));
    const minutes = Number(call.options["minutes"] ?? Number.POSITIVE_INFINITY);
    const reader = new LogReader(server, logGroupName, Math.max(0, systemClock.nowMs() - minutes * 60_000));
    await reader.printNew(print, terminal);
    while (call.options["follow"]) {
      await systemClock.delay(FOLLOW_POLL_MS, { signal: terminal.signal });
      await reader.printNew(print, terminal);
    }
    return 0;
  },
};

/** Remembers what it has shown, so that each event is shown once. */
class LogReader {
  readonly #server: RunningServer;
  readonly #logGroupName: string;
  #fromMs: number;
  /** Events of the newest millisecond shown; more of that millisecond may still come. */
  #shown = new Set<string>();

  constructor(server: RunningServer, logGroupName: string, fromMs: number) {
    this.#server = server;
    this.#logGroupName = logGroupName;
    this.#fromMs = Number.isFinite(fromMs) ? Math.floor(fromMs) : 0;
  }

  async printNew(print: (event: LogEvent) => void, terminal: Terminal): Promise<void> {
    let nextToken: string | undefined;
    do {
      const page = await this.#read(nextToken, terminal.signal);
      for (const event of page.events) {
        if (this.#shown.has(event.eventId)) continue;
        print(event);
        if (event.timestamp > this.#fromMs) this.#shown = new Set();
        this.#fromMs = Math.max(this.#fromMs, event.timestamp);
        this.#shown.add(event.eventId);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #read(nextToken: string | undefined, signal: AbortSignal): Promise<Page> {
    try {
      const input = { logGroupName: this.#logGroupName, startTime: this.#fromMs, nextToken };
      return (await callLogs(this.#server, "FilterLogEvents", input, signal)) as Page;
    } catch (error) {
      // A function that has not run yet has no log group; that is not worth an error.
      if (error instanceof OperatorError && error.message.startsWith("ResourceNotFoundException"))
        return { events: [] };
      throw error;
    }
  }
}

const callLogs = async (
  server: RunningServer,
  operation: string,
  input: object,
  signal: AbortSignal,
): Promise<unknown> => {
  const answer = await callApi(server, {
    signingName: "logs",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${operation}` },
    body: JSON.stringify(input),
    signal,
  });
  return JSON.parse(answer.body);
};

/** @throws OperatorError CALL_REFUSED when there is no such function */
const logGroupOf = async (server: RunningServer, name: string): Promise<string> => {
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/configuration`;
  const answer = await callApi(server, { signingName: "lambda", method: "GET", path });
  const configuration = JSON.parse(answer.body) as { readonly LoggingConfig: { readonly LogGroup: string } };
  return configuration.LoggingConfig.LogGroup;
};

const format = (event: LogEvent): string =>
  `${new Date(event.timestamp).toISOString()} ${event.message.endsWith("\n") ? event.message : `${event.message}\n`}`;
