import { type Bar, barChart } from "./bar-chart.ts";
import { type Curve, curveChart } from "./curve-chart.ts";
import { drawing, type Panel } from "./svg.ts";

type Figures = Readonly<Record<string, number>>;

const WARM: readonly (readonly [figure: string, label: string])[] = [
  ["warm.echo.p50Ms", "node:http echo"],
  ["warm.workerd.p50Ms", "workerd"],
  ["warm.lambkin.p50Ms", "Lambkin"],
  ["warm.serverless-offline.p50Ms", "serverless-offline"],
  ["warm.moto.p50Ms", "moto server, runs nothing"],
  ["warm.spawn.p50Ms", "a bare process each"],
  ["warm.architect-sandbox.p50Ms", "@architect/sandbox"],
];

const THROUGHPUT: readonly (readonly [figure: string, label: string])[] = [
  ["throughput.16 clients, echo", "node:http echo"],
  ["throughput.16 clients, workerd", "workerd"],
  ["throughput.16 clients, 64 environments", "Lambkin, 64 environments"],
  ["throughput.16 clients, 8 environments", "Lambkin, 8 environments"],
  ["throughput.16 clients, 1 environment", "Lambkin, 1 environment"],
];

const COLD: readonly (readonly [figure: string, label: string])[] = [
  ["cold.static.prepared.later.p50Ms", "Lambkin, static bootstrap"],
  ["cold.python.prepared.later.p50Ms", "Lambkin, Python"],
  ["cold.node.prepared.later.p50Ms", "Lambkin, Node.js"],
  ["cold.nodeSdk.prepared.first.p50Ms", "Lambkin, an AWS SDK client, first"],
  ["cold.nodeSdk.prepared.later.p50Ms", "Lambkin, an AWS SDK client, later"],
  ["restored.node.p50Ms", "the same, from a snapshot"],
  ["cold.node.ordinary.later.p50Ms", "Lambkin, Node.js, not prepared"],
  ["peersCold.spawn.p50Ms", "a bare process"],
  ["peersCold.architect-sandbox.p50Ms", "@architect/sandbox"],
  ["peersCold.serverless-offline.p50Ms", "serverless-offline"],
];

const SCALES = [
  ["functions", "functions"],
  ["versions", "versions of one function"],
  ["events", "events that wait"],
] as const;
const SCALE_CURVES = [
  ["startMs", "start"],
  ["listMs", "list"],
  ["invokeMs", "invoke"],
] as const;

/** The charts of what was measured; those of which nothing was are left out. */
export const charts = (figures: Figures): string => {
  const panels = [
    bars("A warm invocation, one client, p50", "ms", WARM, figures, "logarithmic"),
    bars("Warm invocations a second by 16 clients", "/s", THROUGHPUT, figures, "linear"),
    bars("A cold start, p50", "ms", COLD, figures, "logarithmic"),
    ...SCALES.map(([id, name]) => curves(`A server that holds ${name}`, id, figures)),
  ];
  return drawing(panels.filter((panel) => panel !== undefined));
};

const bars = (
  title: string,
  unit: string,
  shown: readonly (readonly [string, string])[],
  figures: Figures,
  scale: "linear" | "logarithmic",
): Panel | undefined => {
  const found: Bar[] = shown.flatMap(([figure, label]) => {
    const value = figures[figure];
    const ours = label.startsWith("Lambkin") || figure.startsWith("restored.");
    return value === undefined ? [] : [{ label, value, ours }];
  });
  return found.length === 0 ? undefined : barChart(title, unit, found, scale);
};

const curves = (title: string, id: string, figures: Figures): Panel | undefined => {
  const found: Curve[] = SCALE_CURVES.map(([figure, name]) => ({ name, points: pointsOf(figures, id, figure) }));
  return found.some(({ points }) => points.length === 0) ? undefined : curveChart(title, "ms", found);
};

/** From figures such as `scale.functions.100.startMs`. */
const pointsOf = (figures: Figures, id: string, figure: string): readonly (readonly [number, number])[] =>
  Object.entries(figures)
    .flatMap(([name, value]) => {
      const [scale, of, count, measured] = name.split(".");
      return scale === "scale" && of === id && measured === figure ? [[Number(count), value] as const] : [];
    })
    .toSorted(([a], [b]) => a - b);
