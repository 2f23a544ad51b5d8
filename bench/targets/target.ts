/** Something that answers invocations, started for one benchmark run and stopped after it. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** Requests to a function that greets, to be sent in turns; made anew for each series, as signatures age. */
  requests(): readonly Buffer[];
  /** Part of every right answer. */
  readonly expected: string;
}

/** How a target is brought up. */
export interface TargetKind {
  readonly id: string;
  readonly name: string;
  /** @throws TargetUnavailable when it cannot be had on this machine, which is then said in its row */
  start(): Promise<Target>;
}

/** A peer that is not to be had here, such as one whose packages no registry gives. */
export class TargetUnavailable extends Error {}

/** For the row of a peer that could not be measured; what nobody expected goes to standard error as well. */
export const whyMissing = (error: unknown): string => {
  if (error instanceof TargetUnavailable) return error.message;
  console.error(error);
  return "it failed";
};
