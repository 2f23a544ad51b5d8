import { LoadConnection } from "../load/load-connection.ts";
import { timedExchange } from "../load/timed-exchange.ts";
import { nodeHello } from "../samples/hello.ts";
import { LambkinServer } from "../targets/lambkin-server.ts";
import type { Target, TargetKind } from "../targets/target.ts";
import { coldStarts, IDLE_SETTINGS } from "./cold-starts.ts";

const STARTS_A_TURN = 3;

/** Something with cold starts, each of which can be measured on its own. */
export interface ColdKind {
  readonly id: string;
  readonly name: string;
  /** Which of its answers are cold. */
  readonly coldIs: string;
  /**
   * Brings up what stays up from turn to turn.
   * @returns what takes a turn and gives the milliseconds of its cold starts
   * @throws TargetUnavailable when it cannot be had on this machine
   */
  readonly begin: (stack: AsyncDisposableStack) => Promise<() => Promise<readonly number[]>>;
}

/** Lambkin, when the environments of a version have ended. @param pauseMs before each, for what it makes ready */
export const laterStart = ({
  settings,
  pauseMs,
  ...kind
}: Pick<ColdKind, "id" | "name"> & { readonly settings: readonly string[]; readonly pauseMs: number }): ColdKind => ({
  ...kind,
  coldIs: "an environment",
  begin: async (stack) => {
    const server = stack.use(await LambkinServer.start([...IDLE_SETTINGS, ...settings]));
    const turn = async () => (await coldStarts(server, nodeHello, { count: STARTS_A_TURN, pauseMs })).laterMs;
    // The first of its kind is not yet expected by anybody.
    await turn();
    return turn;
  },
});

/** One that starts a process for each request anyway. @param aTurn how many requests a turn has */
export const eachRequest = (kind: TargetKind, aTurn: number): ColdKind => ({
  id: kind.id,
  name: kind.name,
  coldIs: "each request",
  begin: async (stack) => {
    const target = stack.use(await kind.start());
    await answerMs(target);
    return () => times(aTurn, () => answerMs(target));
  },
});

/** One that makes ready what it needs with the first request that it gets. @param aTurn how often a turn starts it */
export const eachStart = (kind: TargetKind, aTurn: number): ColdKind => ({
  id: kind.id,
  name: kind.name,
  coldIs: "the first answer of a server",
  begin: async () => {
    // What is read from the disk once is in memory afterwards.
    await firstAnswerMs(kind);
    return () => times(aTurn, () => firstAnswerMs(kind));
  },
});

const firstAnswerMs = async (kind: TargetKind): Promise<number> => {
  await using target = await kind.start();
  return await answerMs(target);
};

const answerMs = async (target: Target): Promise<number> => {
  using connection = await LoadConnection.open(target.port);
  const [request = Buffer.alloc(0)] = target.requests();
  return await timedExchange(connection, request, target.expected);
};

const times = async (count: number, task: () => Promise<number>): Promise<readonly number[]> => {
  const samplesMs: number[] = [];
  for (let n = 0; n < count; n += 1) samplesMs.push(await task());
  return samplesMs;
};
