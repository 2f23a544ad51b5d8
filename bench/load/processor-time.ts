import { readdirSync, readFileSync } from "node:fs";

/** Nanoseconds that all threads of a process have run; 0 of one that has ended. */
const ranNanos = (pid: number): number => {
  let nanos = 0;
  for (const thread of readDirectory(`/proc/${pid}/task`))
    nanos += Number(readText(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0]);
  return nanos;
};

export const childrenOf = (pid: number): readonly number[] =>
  readDirectory(`/proc/${pid}/task`).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );

/** All processes below a process, also those that run in sandboxes. */
export const descendantsOf = (pid: number): readonly number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);

/** What a server and the processes below it have run since then. Microseconds. */
export interface ProcessorTime {
  readonly server: number;
  /** Of those that were there before and after. */
  readonly below: number;
}

/** Begins to count. @returns what tells how much it was until then */
export const countProcessorTime = (pid: number): (() => ProcessorTime) => {
  const serverNanos = ranNanos(pid);
  const belowNanos = new Map(descendantsOf(pid).map((each) => [each, ranNanos(each)]));
  return () => {
    let below = 0;
    for (const [each, nanos] of belowNanos) below += Math.max(0, ranNanos(each) - nanos);
    return { server: (ranNanos(pid) - serverNanos) / 1_000, below: below / 1_000 };
  };
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "0";
  }
};

const readDirectory = (path: string): readonly string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};
