import type { CostLine, CostReport } from "./cost-report.ts";

export const GROUPINGS = ["function", "version", "tag", "day"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What belongs together, with its sums. */
export interface CostGroup {
  readonly name: string;
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  readonly billedMs: number;
  /** Of what was provisioned, whether or not it ran. */
  readonly provisionedCost: number;
  /** Of snapshots that were kept, and of environments that went on from them. */
  readonly snapshotCost: number;
  readonly cost: number;
}

/** Sums by what lines have in common, the dearest first; by day, in order. */
export const groupCosts = (
  { lines }: Pick<CostReport, "lines">,
  by: Grouping,
  tagKey: string | undefined,
): readonly CostGroup[] => {
  const groups = [...Map.groupBy(lines, (line) => nameOf(line, by, tagKey))].map(([name, all]) => sumUp(name, all));
  return groups.sort((a, b) => (by === "day" ? compare(a.name, b.name) : b.cost - a.cost || compare(a.name, b.name)));
};

const nameOf = ({ usage, tags }: CostLine, by: Grouping, tagKey = ""): string => {
  switch (by) {
    case "function":
      return usage.functionName;
    case "version":
      return `${usage.functionName}:${usage.version}`;
    case "day":
      return usage.day;
    case "tag":
      return tags[tagKey] ?? "(untagged)";
    default:
      return by satisfies never;
  }
};

const sumUp = (name: string, lines: readonly CostLine[]): CostGroup => {
  const sum = (valueOf: (line: CostLine) => number): number => lines.reduce((total, line) => total + valueOf(line), 0);
  return {
    name,
    invocations: sum(({ usage }) => usage.invocations),
    errors: sum(({ usage }) => usage.errors),
    coldStarts: sum(({ usage }) => usage.coldStarts),
    billedMs: sum(({ usage }) => usage.billedMs),
    provisionedCost: sum((line) => costOfKinds(line, "provisioned-")),
    snapshotCost: sum((line) => costOfKinds(line, "snapshot-")),
    cost: sum(({ cost }) => cost),
  };
};

const costOfKinds = ({ charges }: CostLine, prefix: string): number =>
  charges.reduce((total, { kind, cost }) => total + (kind.startsWith(prefix) ? cost : 0), 0);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
