import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Diagnostics } from "../base/diagnostics.ts";
import { OperatorError } from "../base/operator-error.ts";
import { type Config, SETTINGS, type SettingName } from "./config.ts";
import { flagName, variableName } from "./setting-names.ts";

const NAMES = Object.keys(SETTINGS) as SettingName[];
const ENVIRONMENT_PREFIX = "LAMBKIN_";

/**
 * Reads the configuration: flags win over variables, those over the config file, that over defaults.
 * @throws OperatorError naming every problem at once, unknown keys included
 */
export const loadConfig = (args: readonly string[], environment: NodeJS.ProcessEnv): Config => {
  const diagnostics = new Diagnostics();
  const flags = readFlags(args, diagnostics);
  const variables = readVariables(environment, diagnostics);
  const file = flags.get("config")?.toString() ?? environment[`${ENVIRONMENT_PREFIX}CONFIG`];
  const entries = file === undefined ? new Map<string, unknown>() : readConfigFile(file, diagnostics);

  const config = Object.fromEntries(
    NAMES.map((name) => {
      const sources: readonly (readonly [string, ReadonlyMap<string, unknown>])[] = [
        [`--${flagName(name)}`, flags],
        [variableName(name), variables],
        [`${name} in ${file ?? "the config file"}`, entries],
      ];
      const found = sources.find(([, values]) => values.has(name));
      return [
        name,
        found === undefined ? SETTINGS[name].default() : parse(name, found[1].get(name), found[0], diagnostics),
      ];
    }),
  ) as Config;

  if (diagnostics.hasErrors)
    throw new OperatorError({
      code: "CONFIG_INVALID",
      message: `The configuration has problems:\n${diagnostics.toString()}`,
      remedy: "Mend what is named above; `lambkin start --help` lists every setting.",
    });
  return { ...config, home: resolve(config.home), runtimes: config.runtimes && resolve(config.runtimes) };
};

const parse = (name: SettingName, raw: unknown, at: string, diagnostics: Diagnostics): unknown => {
  try {
    return SETTINGS[name].parse(raw);
  } catch (error) {
    diagnostics.report(at, error instanceof Error ? error.message : String(error));
    return SETTINGS[name].default();
  }
};

const readFlags = (args: readonly string[], diagnostics: Diagnostics): Map<string, string | boolean> => {
  const names = new Map<string, string>(NAMES.map((name) => [flagName(name), name]));
  const options = Object.fromEntries(
    NAMES.map((name) => [flagName(name), { type: SETTINGS[name].kind === "flag" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...options, config: { type: "string" } },
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string | boolean>();
  for (const token of tokens) {
    if (token.kind === "positional") diagnostics.report(token.value, "is not an option");
    if (token.kind !== "option") continue;
    const name = token.name === "config" ? "config" : names.get(token.name);
    if (name === undefined) diagnostics.report(token.rawName, "is not an option of Lambkin");
    else if (name !== "open" && (token.value === undefined || token.value === ""))
      diagnostics.report(token.rawName, "needs a value");
    else values.set(name, token.value ?? true);
  }
  return values;
};

const readVariables = (environment: NodeJS.ProcessEnv, diagnostics: Diagnostics): Map<string, unknown> => {
  const names = new Map<string, string>(NAMES.map((name) => [variableName(name), name]));
  const values = new Map<string, unknown>();
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || variable === `${ENVIRONMENT_PREFIX}CONFIG`) continue;
    const name = names.get(variable);
    if (name === undefined) diagnostics.report(variable, "is not a setting of Lambkin");
    else values.set(name, value);
  }
  return values;
};

const readConfigFile = (path: string, diagnostics: Diagnostics): Map<string, unknown> => {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw new Error("must hold one JSON object");
    const entries = new Map<string, unknown>(Object.entries(content));
    for (const key of entries.keys())
      if (!Object.hasOwn(SETTINGS, key)) diagnostics.report(`${key} in ${path}`, "is not a setting of Lambkin");
    return entries;
  } catch (error) {
    diagnostics.report(path, error instanceof Error ? error.message : String(error));
    return new Map();
  }
};
