import { SETTINGS, type SettingName } from "./config.ts";
import { flagName, variableName } from "./setting-names.ts";

/** What `lambkin start --help` prints: every setting, from the list that the server reads. */
export const helpText = (): string => {
  const lines = (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const { description, kind, accepts, default: initial } = SETTINGS[name];
    const value = kind === "flag" ? "" : ` <${kind}>`;
    const shown = String(initial());
    return `  --${flagName(name)}${value}\n      ${description}.\n      ${variableName(name)}; accepts ${accepts}${shown === "" ? "" : `; default ${shown}`}`;
  });
  return `Usage: lambkin start [--detach] [--config FILE] [settings]

Flags win over environment variables, those over the JSON file of --config, that over the default.

${lines.join("\n")}
`;
};
