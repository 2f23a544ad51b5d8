/**
 * The life of an execution environment.
 *
 * - `starting`: the sandbox is made, extensions and the runtime initialise. Ends in `idle` when all of them ask for their
 *   first invocation, in `uninitialized` when one failed to.
 * - `uninitialized`: the runtime failed before any invocation. The first invocation starts it once more.
 * - `idle`: the runtime waits for an invocation; after a moment it is frozen.
 * - `invoking`: it has one. Its caller has no answer yet.
 * - `finishing`: the caller has its answer. The runtime or an extension has not asked for the next invocation yet, or the
 *   log is not written yet.
 * - `dead`: the sandbox is gone or going; extensions may still be told so. Final.
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
