import { type Bar, barChart, dotChart } from "./bar-chart.ts";
import { type Curve, curveChart } from "./curve-chart.ts";
import { drawing, type Panel } from "./svg.ts";

type Figures = Readonly<Record<string, number>>;

const WARM: readonly (readonly [figure: string, label: string])[] = [
  ["warm.echo.p50Ms", "node:http echo"],
  ["warm.workerd.p50Ms", "workerd"],
  ["warm.lambkin.p50Ms", "Lambkin"],
  ["warm.aws-rie.p50Ms", "AWS's emulator (RIE)"],
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
  ["peersCold.lambkin.p50Ms", "Lambkin, prepared"],
  ["peersCold.workerd.p50Ms", "workerd, first answer, isolate ready"],
  ["peersCold.spawn.p50Ms", "a bare process"],
  ["peersCold.aws-rie.p50Ms", "AWS's emulator (RIE), first answer"],
  ["peersCold.ordinary.p50Ms", "Lambkin, not prepared"],
  ["peersCold.architect-sandbox.p50Ms", "@architect/sandbox"],
  ["peersCold.serverless-offline.p50Ms", "serverless-offline, first answer"],
];

const COLD_BY_LANGUAGE: readonly (readonly [figure: string, label: string])[] = [
  ["cold.static.prepared.later.p50Ms", "static bootstrap"],
  ["cold.python.prepared.later.p50Ms", "Python"],
  ["cold.node.prepared.later.p50Ms", "Node.js"],
  ["cold.layers.prepared.later.p50Ms", "Node.js, 5 layers"],
  ["cold.big.prepared.later.p50Ms", "Node.js, 40 MB of node_modules"],
  ["cold.nodeSdk.prepared.first.p50Ms", "Node.js, an AWS SDK client, first"],
  ["cold.nodeSdk.prepared.later.p50Ms", "Node.js, an AWS SDK client, later"],
  ["restored.node.p50Ms", "the same, from a snapshot"],
  ["cold.pythonSdk.prepared.first.p50Ms", "Python, a boto3 client, first"],
  ["cold.pythonSdk.prepared.later.p50Ms", "Python, a boto3 client, later"],
  ["restored.python.p50Ms", "the same, from a snapshot"],
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
  const [warm, throughput, cold] = [barsOf(WARM, figures), barsOf(THROUGHPUT, figures), barsOf(COLD, figures)];
  const panels = [
    unlessEmpty(warm.toSorted(ascending), (bars) => dotChart("A warm invocation, one client, p50", "ms", bars)),
    unlessEmpty(throughput.toSorted(ascending).toReversed(), (bars) =>
      barChart("Warm invocations a second by 16 clients", "/s", bars),
    ),
    unlessEmpty(cold.toSorted(ascending), (bars) => barChart("A cold start of a Node.js greeting, p50", "ms", bars)),
    unlessEmpty(barsOf(COLD_BY_LANGUAGE, figures), (bars) =>
      barChart("Cold starts of Lambkin by function, p50", "ms", bars),
    ),
    ...SCALES.map(([id, name]) => curves(`A server that holds ${name}`, id, figures)),
  ];
  return drawing(panels.filter((panel) => panel !== undefined));
};

const ascending = (a: Bar, b: Bar): number => a.value - b.value;

const barsOf = (shown: readonly (readonly [string, string])[], figures: Figures): readonly Bar[] =>
  shown.flatMap(([figure, label]) => {
    const value = figures[figure];
    const ours = label.startsWith("Lambkin") || shown === COLD_BY_LANGUAGE;
    return value === undefined ? [] : [{ label, value, ours }];
  });

const unlessEmpty = (bars: readonly Bar[], draw: (bars: readonly Bar[]) => Panel): Panel | undefined =>
  bars.length === 0 ? undefined : draw(bars);

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
