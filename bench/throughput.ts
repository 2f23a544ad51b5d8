/**
 * `node bench/throughput.ts`: warm invocations a second of one function by 1, 16 and 64 clients when it has 1, 8 and 64
 * environments, beside a bare HTTP server and those peers that take many requests at a time; with one client beside AWS's
 * emulator, which takes no more. The clients take their share of the same processors.
 */
import { runChapter } from "./chapter/chapter.ts";
import { type Findings, format } from "./chapter/findings.ts";
import { inTurns } from "./chapter/in-turns.ts";
import { closedLoop, type LoadResult } from "./load/closed-loop.ts";
import { countProcessorTime } from "./load/processor-time.ts";
import { median, spread } from "./statistics.ts";
import { awsRie } from "./targets/aws-rie.ts";
import { echo } from "./targets/floor.ts";
import { LambkinServer } from "./targets/lambkin-server.ts";
import { workerd } from "./targets/workerd.ts";
import { type Target, type TargetKind, whyMissing } from "./targets/target.ts";

const CLIENTS = [1, 16, 64] as const;
const ENVIRONMENTS = [1, 8, 64] as const;
const ROUNDS = 3;
const TURN_SECONDS = 1;
const WARM_UP_SECONDS = 2;
/** Long enough for each environment to have compiled what it runs, which takes some hundred invocations. */
const warmUpSecondsOf = (environments: number): number => (environments > 8 ? 10 : WARM_UP_SECONDS);
/** A share of the processor for each environment that is too small would be all that is measured. */
const memoryMiBOf = (environments: number): number => (environments > 8 ? 256 : 1_769);
/** What 64 environments may use is more than most machines have; what they do use is a tenth of it. */
const PROMISED_MIB = 65_536;

interface Turn extends LoadResult {
  readonly serverMicros?: number;
  readonly sandboxesMicros?: number;
}

interface Series {
  readonly name: string;
  readonly run: (seconds: number) => Promise<Turn>;
  readonly turns: Turn[];
}

/** What is asked beside Lambkin, and by how many clients it can be. */
interface Other {
  readonly label: string;
  readonly target: Target;
  readonly mostClients: number;
}

/** @returns nothing for a peer that is not to be had here */
const warmedUp = async (
  kind: TargetKind,
  stack: AsyncDisposableStack,
  other: Omit<Other, "target">,
): Promise<readonly Other[]> => {
  try {
    const target = stack.use(await kind.start());
    await loadTarget(target, Math.min(other.mostClients, 16))(WARM_UP_SECONDS);
    return [{ ...other, target }];
  } catch (error) {
    if (kind === echo) throw error;
    console.error(`${kind.name} was not measured: ${whyMissing(error)}`);
    return [];
  }
};

/** Each function keeps the environments that it was given by as many requests at once. */
const functionOf = (environments: number): string => `hello-${environments}`;

const loadLambkin =
  (server: LambkinServer, clients: number, environments: number) =>
  async (seconds: number): Promise<Turn> => {
    const requests = server.requests({ functionName: functionOf(environments) });
    const atOnce = Math.min(clients, environments);
    const processorTime = countProcessorTime(server.pid);
    const result = await closedLoop(server.port, { clients, atOnce, seconds, requests, expected: "hello" });
    const { server: serverMicros, below } = processorTime();
    return {
      ...result,
      serverMicros: serverMicros / result.latency.count,
      sandboxesMicros: below / result.latency.count,
    };
  };

const loadTarget = (target: Target, clients: number) => (seconds: number) =>
  closedLoop(target.port, { clients, seconds, requests: target.requests(), expected: target.expected });

const row = ({ name, turns }: Series, echoPerSecond: number): readonly string[] => {
  const perSecond = turns.map((turn) => turn.perSecond);
  const middle = (of: (turn: Turn) => number | undefined): string =>
    format(median(turns.map((turn) => of(turn) ?? Number.NaN)));
  return [
    name,
    format(median(perSecond)),
    perSecond.length > 1 ? format(spread(perSecond)) : "-",
    format(median(perSecond) / echoPerSecond),
    ...[0.5, 0.99].map((share) => middle(({ latency }) => latency.quantile(share))),
    middle(({ serverMicros }) => serverMicros),
    middle(({ sandboxesMicros }) => sandboxesMicros),
    middle(({ clientMicros }) => clientMicros),
  ];
};

const seriesOf = (clients: number, others: readonly Other[], server: LambkinServer): readonly Series[] => {
  const of = clients === 1 ? "1 client" : `${clients} clients`;
  return [
    ...others
      .filter(({ mostClients }) => clients <= mostClients)
      .map(({ label, target }) => ({ name: `${of}, ${label}`, run: loadTarget(target, clients), turns: [] })),
    // One client never uses more than one.
    ...(clients === 1 ? ([1] as const) : ENVIRONMENTS).map((environments) => ({
      name: `${of}, ${environments} environment${environments === 1 ? "" : "s"}`,
      run: loadLambkin(server, clients, environments),
      turns: [],
    })),
  ];
};

await runChapter(async ({ quick }): Promise<Findings> => {
  await using server = await LambkinServer.start(["--invocation-rate", "0", "--memory-mib", String(PROMISED_MIB)]);
  await using stack = new AsyncDisposableStack();
  const others = [
    ...(await warmedUp(echo, stack, { label: "echo", mostClients: Number.POSITIVE_INFINITY })),
    ...(await warmedUp(workerd, stack, { label: "workerd", mostClients: Number.POSITIVE_INFINITY })),
    ...(await warmedUp(awsRie, stack, { label: "AWS's emulator", mostClients: 1 })),
  ];
  for (const environments of ENVIRONMENTS) {
    await server.create(functionOf(environments), undefined, { MemorySize: memoryMiBOf(environments) });
    await loadLambkin(server, environments, environments)(warmUpSecondsOf(environments));
  }
  const rows: (readonly string[])[] = [];
  const figures: Record<string, number> = {};
  const samples: Record<string, readonly Turn[]> = {};
  for (const clients of CLIENTS) {
    const series = seriesOf(clients, others, server);
    await inTurns(series, quick ? 1 : ROUNDS, async ({ run, turns }) => void turns.push(await run(TURN_SECONDS)));
    const echoPerSecond = median(series[0]?.turns.map((turn) => turn.perSecond) ?? []);
    for (const one of series) {
      rows.push(row(one, echoPerSecond));
      figures[`throughput.${one.name}`] = median(one.turns.map((turn) => turn.perSecond));
      samples[one.name] = one.turns;
    }
  }
  return {
    tables: [
      {
        title: "Warm, many clients, Node hello",
        head: ["", "/s", "±", "/ echo", "p50 ms", "p99 ms", "server µs", "sandboxes µs", "client µs"],
        rows,
        note: "Microseconds are processor time for one request. Of clients that are more than the environments, as many as there are environments wait for an answer at a time. AWS's emulator takes one request at a time.",
      },
    ],
    figures,
    samples,
  };
});
