import { resolve } from "node:path";
import { defaultHome } from "../base/server-record.ts";
import type { CommandCall, Terminal } from "./command.ts";

export const HOME_OPTION = {
  syntax: "--home <directory>",
  summary: "data directory of the server (default: $LAMBKIN_HOME or ~/.lambkin)",
};
export const JSON_OPTION = { syntax: "--json", summary: "print JSON for machines" };

/** The home a command is about: the flag, the variable, or the default. */
export const homeOf = (call: CommandCall, terminal: Terminal): string => {
  const home = call.options["home"];
  return resolve(typeof home === "string" ? home : (terminal.environment["LAMBKIN_HOME"] ?? defaultHome()));
};
