import { parseArgs } from "node:util";
import { OperatorError } from "../base/operator-error.ts";
import { absent, type HostFeature, present } from "../sandbox/linux/host-features/feature.ts";
import { probeHost } from "../sandbox/linux/host-features.ts";
import { hasHostRights } from "../sandbox/linux/host-rights.ts";
import { snapshotObstacle } from "../sandbox/linux/snapshots.ts";

const MARKS: Readonly<Record<HostFeature["state"], string>> = { present: "✔", limited: "!", absent: "✘" };

/** `lambkin doctor`: what this host offers, what is missing, what to do. Exit status 0 when functions can run at all. */
export const runDoctor = async (args: readonly string[]): Promise<number> => {
  const { json } = readFlags(args);
  const features = [...(await probeHost()), await probeSnapStart()];
  process.stdout.write(json ? `${JSON.stringify(features, undefined, 2)}\n` : features.map(describe).join(""));
  return 0;
};

const probeSnapStart = async (): Promise<HostFeature> => {
  const obstacle = await snapshotObstacle(await hasHostRights());
  return obstacle === undefined
    ? present("SnapStart", "published versions that ask for it start from a snapshot")
    : absent("SnapStart", `${obstacle}; published versions show it as Off and start as all others`);
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
