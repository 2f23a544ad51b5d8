import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultHome } from "../../base/server-record.ts";

/**
 * The home that `lambkin start` with these arguments will have: the flag, the variable, the config file, the default.
 * What is wrong with them is left for the server to say, which reads them all.
 */
export const homeOfStart = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string => {
  const options = { home: { type: "string" }, config: { type: "string" } } as const;
  const { home, config } = parseArgs({ args: [...args], options, strict: false }).values;
  const file = typeof config === "string" ? config : environment["LAMBKIN_CONFIG"];
  const candidates = [home, environment["LAMBKIN_HOME"], file === undefined ? undefined : homeInFile(file)];
  return resolve(candidates.find((candidate) => typeof candidate === "string") ?? defaultHome());
};

const homeInFile = (file: string): string | undefined => {
  try {
    const { home } = JSON.parse(readFileSync(file, "utf8")) as { readonly home?: unknown };
    return typeof home === "string" ? home : undefined;
  } catch {
    return undefined;
  }
};
