import { readdirSync, readFileSync } from "node:fs";

/** Nanoseconds that all threads of a process have run; 0 of one that has ended. */
const ranNanos = (pid: number): number => {
  let nanos = 0;
  for (const thread of readDirectory(`/proc/${pid}/task`))
    nanos += Number(readText(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0]);
  return nanos;
};

const childrenOf = (pid: number): readonly number[] =>
  readDirectory(`/proc/${pid}/task`).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );

/** All processes below a process, also those that run in sandboxes. */
export const descendantsOf = (pid: number): readonly number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);

/** Processor time of a server until now: its own and that of what it runs. Microseconds. */
export const processorMicros = (pid: number): { readonly server: number; readonly below: number } => ({
  server: ranNanos(pid) / 1_000,
  below: descendantsOf(pid).reduce((sum, each) => sum + ranNanos(each), 0) / 1_000,
});

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
