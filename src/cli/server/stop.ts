import { systemClock } from "../../base/clock.ts";
import { isAlive, type ProcessIdentity } from "../../base/process-identity.ts";
import { findServerRecord } from "../../base/server-record.ts";
import type { CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";

const POLL_MS = 50;

/** Asks the server to finish what runs, and waits until it has ended. */
export const stopCommand: CommandDefinition = {
  name: "stop",
  summary: "stop the server once running requests have finished",
  options: [HOME_OPTION, JSON_OPTION, { syntax: "--now", summary: "do not wait for running requests" }],
  run: async (call, terminal) => {
    const record = findServerRecord(homeOf(call, terminal));
    if (record === undefined) {
      terminal.out(call.options["json"] ? '{"stopped":false,"reason":"not running"}\n' : "No server is running.\n");
      return 0;
    }
    process.kill(record.processId, "SIGTERM");
    // A second SIGTERM ends the drain; the pause lets the server see two signals and not one.
    if (call.options["now"]) await systemClock.delay(POLL_MS).then(() => endDrain(record));
    while (isAlive(record)) await systemClock.delay(POLL_MS, { signal: terminal.signal });
    terminal.out(call.options["json"] ? '{"stopped":true}\n' : `Stopped ${record.endpoint}.\n`);
    return 0;
  },
};

const endDrain = (server: ProcessIdentity): void => {
  if (isAlive(server)) process.kill(server.processId, "SIGTERM");
};
