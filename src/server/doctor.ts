import { parseArgs } from "node:util";
import { OperatorError } from "../base/operator-error.ts";
import { type HostFeature, probeHost } from "../sandbox/linux/host-features.ts";

const MARKS: Readonly<Record<HostFeature["state"], string>> = { present: "✔", limited: "!", absent: "✘" };

/** `lambkin doctor`: what this host offers, what is missing, what to do. Exit status 0 when functions can run at all. */
export const runDoctor = async (args: readonly string[]): Promise<number> => {
  const { json } = readFlags(args);
  const features = await probeHost();
  process.stdout.write(json ? `${JSON.stringify(features, undefined, 2)}\n` : features.map(describe).join(""));
  return 0;
};

const describe = ({ name, state, detail, remedy }: HostFeature): string =>
  `${MARKS[state]} ${name}: ${detail}\n${remedy === undefined ? "" : `    ${remedy}\n`}`;

const readFlags = (args: readonly string[]): { readonly json: boolean } => {
  try {
    const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } } });
    return values;
  } catch (cause) {
    throw new OperatorError({
      code: "USAGE",
      message: cause instanceof Error ? cause.message : String(cause),
      remedy: "Usage: lambkin doctor [--json]",
      cause,
    });
  }
};
