/**
 * The life of an execution environment.
 *
 * - `starting`: the sandbox is made, the runtime initialises. Ends in `idle` when the runtime asks for its first
 *   invocation, in `uninitialized` when it failed to.
 * - `uninitialized`: the runtime failed before any invocation. The first invocation starts it once more.
 * - `idle`: the runtime waits for an invocation; after a moment it is frozen.
 * - `invoking`: it has one. Its caller has no answer yet.
 * - `finishing`: the caller has its answer. The runtime has not asked for the next invocation yet, or its log is
 *   not written yet.
 * - `dead`: the sandbox is gone or going. Final.
 */
export type EnvironmentState = "starting" | "uninitialized" | "idle" | "invoking" | "finishing" | "dead";

const NEXT: Readonly<Record<EnvironmentState, readonly EnvironmentState[]>> = {
  starting: ["idle", "uninitialized", "dead"],
  uninitialized: ["invoking", "dead"],
  idle: ["invoking", "dead"],
  invoking: ["finishing", "dead"],
  finishing: ["idle", "dead"],
  dead: [],
};

/** @throws Error when the table has no such step: a bug, not a condition */
export const checkTransition = (from: EnvironmentState, to: EnvironmentState): void => {
  if (!NEXT[from].includes(to)) throw new Error(`An execution environment cannot go from ${from} to ${to}.`);
};
