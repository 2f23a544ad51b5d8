import { findServerRecord } from "../../base/server-record.ts";
import type { CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";

const HEALTH_TIMEOUT_MS = 3_000;

/** Exit status 0: ready; 1: not running; 2: running but not ready. */
export const statusCommand: CommandDefinition = {
  name: "status",
  summary: "say whether a server runs with this home, and where",
  options: [HOME_OPTION, JSON_OPTION],
  run: async (call, terminal) => {
    const home = homeOf(call, terminal);
    const record = findServerRecord(home);
    const ready = record !== undefined && (await isReady(record.endpoint));
    const state = record === undefined ? "stopped" : ready ? "ready" : "not ready";
    if (call.options["json"]) terminal.out(`${JSON.stringify({ state, home, ...record }, undefined, 2)}\n`);
    else if (record === undefined) terminal.out(`stopped: no server is running with the data in ${home}\n`);
    else terminal.out(`${state}: ${record.endpoint}, process ${record.processId}, data in ${home}\n`);
    return record === undefined ? 1 : ready ? 0 : 2;
  },
};

const isReady = async (endpoint: string): Promise<boolean> => {
  try {
    return (await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
};
