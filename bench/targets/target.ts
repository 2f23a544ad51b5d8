import type { PreparedRequest } from "../http-client.ts";

/** Something that answers invocations, started for one benchmark run and stopped after it. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** A request to a function that greets; made anew each time, as signatures age. */
  prepare(): PreparedRequest;
  /** Part of every right answer. */
  readonly expected: string;
}

/** How a target is brought up; a cold start may need a fresh one. */
export interface TargetKind {
  readonly name: string;
  start(): Promise<Target>;
  /** Milliseconds of first invocations of functions that have no environment yet; undefined where there is no such thing. */
  coldStarts?(count: number): Promise<readonly number[]>;
}
