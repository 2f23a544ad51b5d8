/** A figure by another of the same run, which tells more of a change than of the machine. */
export interface Ratio {
  readonly name: string;
  readonly of: string;
  /** Where there is none, the figure itself: one that does not depend on how fast a machine is. */
  readonly by?: string;
  readonly better: "lower" | "higher";
}

const lower = (name: string, of: string, by?: string): Ratio => ({
  name,
  of,
  ...(by !== undefined && { by }),
  better: "lower",
});
const higher = (name: string, of: string, by: string): Ratio => ({ name, of, by, better: "higher" });

/** What is held. */
export const RATIOS: readonly Ratio[] = [
  lower("warm p50 / echo", "warm.lambkin.p50Ms", "warm.echo.p50Ms"),
  lower("warm p50 / workerd", "warm.lambkin.p50Ms", "warm.workerd.p50Ms"),
  lower("warm p50 / serverless-offline", "warm.lambkin.p50Ms", "warm.serverless-offline.p50Ms"),
  lower("warm p50 / AWS's emulator", "warm.lambkin.p50Ms", "warm.aws-rie.p50Ms"),
  higher("16 clients, 8 environments / echo", "throughput.16 clients, 8 environments", "throughput.16 clients, echo"),
  higher("64 clients, 64 environments / echo", "throughput.64 clients, 64 environments", "throughput.64 clients, echo"),
  lower("100 kB / echo", "payloads.100 kB.p50Ms", "payloads.100 kB.echoMs"),
  lower("6 MB / echo", "payloads.6 MB.p50Ms", "payloads.6 MB.echoMs"),
  lower("first byte of a stream / 1 kB there and back", "streams.1 kB.firstByteMs", "payloads.1 kB.p50Ms"),
  higher("events completed / rows in groups", "async.completedPerSecond", "async.rowsPerSecond"),
  lower("cold Node.js, prepared / ordinary", "cold.node.prepared.later.p50Ms", "cold.node.ordinary.later.p50Ms"),
  lower("cold Python, prepared / ordinary", "cold.python.prepared.later.p50Ms", "cold.python.ordinary.later.p50Ms"),
  lower("cold static, prepared / ordinary", "cold.static.prepared.later.p50Ms", "cold.static.ordinary.later.p50Ms"),
  lower("cold Node.js, prepared / bare process", "peersCold.lambkin.p50Ms", "peersCold.spawn.p50Ms"),
  lower("cold Node.js, ordinary / bare process", "peersCold.ordinary.p50Ms", "peersCold.spawn.p50Ms"),
  lower("cold Node.js, ordinary / AWS's emulator", "peersCold.ordinary.p50Ms", "peersCold.aws-rie.p50Ms"),
  lower(
    "cold, an AWS SDK client / hello, Node.js",
    "cold.nodeSdk.prepared.later.p50Ms",
    "cold.node.prepared.later.p50Ms",
  ),
  lower(
    "cold, a boto3 client / hello, Python",
    "cold.pythonSdk.prepared.later.p50Ms",
    "cold.python.prepared.later.p50Ms",
  ),
  lower("cold, 50 at once / 50 bare processes", "cold.node.atOnce.p50Ms", "cold.process.atOnce.p50Ms"),
  lower("restored / started, an AWS SDK client in Node.js", "restored.node.p50Ms", "restored.node.startedMs"),
  lower("restored / started, a boto3 client in Python", "restored.python.p50Ms", "restored.python.startedMs"),
  lower("start / bare Node.js", "rest.readyMs", "rest.nodeMs"),
  lower("resident at rest, MiB", "rest.residentMiB"),
  lower("an idle Node.js environment, MiB", "environments.node.idleMiB"),
  lower("an idle Python environment, MiB", "environments.python.idleMiB"),
  lower("start with 10,000 functions / 100", "scale.functions.10000.startMs", "scale.functions.100.startMs"),
  lower("start with 1,000,000 events / 1,000", "scale.events.1000000.startMs", "scale.events.1000.startMs"),
  lower("invoke with 10,000 functions / 100", "scale.functions.10000.invokeMs", "scale.functions.100.invokeMs"),
];

/** @returns those that the figures give, by name */
export const ratiosOf = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> => {
  const ratios: Record<string, number> = {};
  for (const { name, of, by } of RATIOS) {
    const ratio = (figures[of] ?? Number.NaN) / (by === undefined ? 1 : (figures[by] ?? Number.NaN));
    if (Number.isFinite(ratio)) ratios[name] = ratio;
  }
  return ratios;
};
