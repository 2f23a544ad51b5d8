import type { FuzzCase } from "./fuzz-case.ts";

/** A prime, so that partners come from all over. */
const STRIDE = 7_919;

/** Two things wrong at once, in different members: each case with a partner that follows from its place alone. */
export const pairCases = (cases: readonly FuzzCase[]): readonly FuzzCase[] =>
  cases.flatMap((first, index) => {
    const second = cases[((index + 1) * STRIDE) % cases.length];
    if (second?.member === undefined || first.member === undefined || second.member === first.member) return [];
    const mayGoElsewhere = first.mayGoElsewhere === true || second.mayGoElsewhere === true;
    return [
      {
        title: `${first.title}, and ${second.title}`,
        input: { ...first.input, [second.member]: second.input[second.member] },
        mustRefuse: !mayGoElsewhere && (first.mustRefuse === true || second.mustRefuse === true),
        mayGoElsewhere,
      },
    ];
  });
