import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../base/clock.ts";
import { OperatorError } from "../base/operator-error.ts";
import { defaultHome } from "../base/server-record.ts";
import { createRuntimes } from "../runtimes/all-runtimes.ts";
import type { RuntimeListing } from "../runtimes/contract.ts";
import { homePaths } from "./home.ts";
import { hostArchitecture } from "./host-architecture.ts";

/** `lambkin runtimes`: what this host has, what can be fetched, what is missing; `--fetch NAME` fetches one. */
export const listRuntimes = async (args: readonly string[]): Promise<number> => {
  const { json, fetch, home } = readFlags(args);
  const { runtimes: directory } = homePaths(resolve(home ?? process.env["LAMBKIN_HOME"] ?? defaultHome()));
  const runtimes = createRuntimes({ directory, architecture: hostArchitecture(), clock: systemClock });
  if (fetch !== undefined) {
    const { identifier, version, source } = await runtimes.prepare(fetch, {
      signal: new AbortController().signal,
      onProgress,
    });
    process.stdout.write(json ? `${JSON.stringify({ identifier, version, source })}\n` : `${identifier} is ready.\n`);
    return 0;
  }
  const listings = await runtimes.list();
  process.stdout.write(json ? `${JSON.stringify(listings, undefined, 2)}\n` : listings.map(describe).join(""));
  return 0;
};

const onProgress = (message: string): void => void process.stderr.write(`${message}\n`);

const describe = ({ identifier, status, version, source, reason, remedy }: RuntimeListing): string => {
  const detail = { ready: `${version}, ${source}`, fetchable: `from ${source}`, missing: `${reason} ${remedy}` };
  return `${identifier.padEnd(16)} ${status.padEnd(10)} ${detail[status]}\n`;
};

const readFlags = (args: readonly string[]) => {
  try {
    const options = { json: { type: "boolean" }, fetch: { type: "string" }, home: { type: "string" } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new OperatorError({
      code: "USAGE",
      message: cause instanceof Error ? cause.message : String(cause),
      remedy: "Usage: lambkin runtimes [--json] [--home DIR] [--fetch NAME]",
      cause,
    });
  }
};
