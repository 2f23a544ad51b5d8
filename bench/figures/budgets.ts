import { format, type Table } from "../chapter/findings.ts";

interface Budget {
  readonly name: string;
  readonly figure: string;
  readonly limit: number;
  readonly better: "lower" | "higher";
  readonly unit: string;
}

const budget = (
  name: string,
  figure: string,
  limit: number,
  unit: string,
  better: Budget["better"] = "lower",
): Budget => ({
  name,
  figure,
  limit,
  better,
  unit,
});

/** What was promised of a machine with two cores. They depend on the machine, so nothing fails by them. */
const BUDGETS: readonly Budget[] = [
  budget("warm, one client, p50", "warm.lambkin.p50Ms", 0.3, "ms"),
  budget("warm, one client, p99", "warm.lambkin.p99Ms", 2, "ms"),
  budget("warm, 16 clients, 8 environments", "throughput.16 clients, 8 environments", 12_000, "/s", "higher"),
  budget("cold, Node.js, prepared, p50", "cold.node.prepared.later.p50Ms", 8, "ms"),
  budget("cold, Node.js, prepared, p99 (slowest of 24)", "cold.node.prepared.later.p99Ms", 25, "ms"),
  budget("cold, Node.js, ordinary, p50", "cold.node.ordinary.later.p50Ms", 50, "ms"),
  budget("cold, Node.js with an AWS SDK, snapshot, p50", "restored.node.p50Ms", 40, "ms"),
  budget("cold, Python with boto3, snapshot, p50", "restored.python.p50Ms", 40, "ms"),
  budget("environments in 10 s, static bootstrap", "environments.static.in10s", 1_000, "", "higher"),
  budget("idle environment, Node.js", "environments.node.idleMiB", 12, "MiB"),
  budget("idle environment, Python", "environments.python.idleMiB", 8, "MiB"),
  budget("server at rest, resident", "rest.residentMiB", 120, "MiB"),
  budget("server at rest, start to ready", "rest.readyMs", 500, "ms"),
];

export const budgetTable = (figures: Readonly<Record<string, number>>): Table => ({
  title: "Beside the budgets",
  head: ["", "budget", "reached", ""],
  rows: BUDGETS.map(({ name, figure, limit, better, unit }) => {
    const value = figures[figure];
    const bound = `${better === "lower" ? "≤" : "≥"} ${limit.toLocaleString("en-US")} ${unit}`.trim();
    if (value === undefined) return [name, bound, "-", "not measured"];
    const held = better === "lower" ? value <= limit : value >= limit;
    return [name, bound, `${format(value)} ${unit}`.trim(), held ? "held" : "missed"];
  }),
});
