import { parseArgs } from "node:util";
import { OperatorError } from "../base/operator-error.ts";
import { absent, type HostFeature } from "../sandbox/linux/host-features/feature.ts";
import { probeHost } from "../sandbox/linux/host-features.ts";

const MARKS: Readonly<Record<HostFeature["state"], string>> = { present: "✔", limited: "!", absent: "✘" };

/** No host can be made to: so there is no remedy. */
const SNAP_START = absent(
  "SnapStart",
  "no snapshots are taken; published versions show it as Off and start as all others",
);

/** `lambkin doctor`: what this host offers, what is missing, what to do. Exit status 0 when functions can run at all. */
export const runDoctor = async (args: readonly string[]): Promise<number> => {
  const { json } = readFlags(args);
  const features = [...(await probeHost()), SNAP_START];
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
