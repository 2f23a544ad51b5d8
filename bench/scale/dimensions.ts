import { type Fill, fillEvents, fillFunctions, fillVersions } from "./fill.ts";

/** Something of which a server can hold more and more. */
export interface Dimension {
  readonly id: string;
  readonly name: string;
  readonly counts: readonly number[];
  readonly fill: Fill;
  /** Gives one page of them, or what comes nearest to it. */
  readonly listPath: string;
}

export const DIMENSIONS: readonly Dimension[] = [
  {
    id: "functions",
    name: "functions",
    counts: [100, 1_000, 10_000],
    fill: fillFunctions,
    listPath: "/2015-03-31/functions/",
  },
  {
    id: "versions",
    name: "versions of one function",
    counts: [10, 100, 1_000],
    fill: fillVersions,
    listPath: "/2015-03-31/functions/versioned/versions",
  },
  {
    id: "events",
    name: "events that wait",
    counts: [1_000, 10_000, 100_000, 1_000_000],
    fill: fillEvents,
    listPath: "/_lambkin/async-queues",
  },
];
