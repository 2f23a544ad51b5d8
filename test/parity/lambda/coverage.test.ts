import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { UNSUPPORTED } from "../../../src/services/lambda/control/unsupported.ts";

/** A refusal that was recorded, and what holds it here. */
interface Situation {
  readonly situation: string;
  readonly code: string;
  readonly heldBy?: DataHolder | TestHolder;
  /** Why nothing holds it; `until` names the operations it waits for. */
  readonly open?: { readonly why: string; readonly until?: readonly string[] };
}

/** A case among those of a data file, or a step of a lifecycle in one. */
interface DataHolder {
  readonly data: string;
  readonly situation: string;
  readonly step?: string;
}

/** A test elsewhere with the very words. */
interface TestHolder {
  readonly test: string;
  readonly saying: string;
}

interface Data {
  readonly cases?: readonly { readonly situation: string; readonly answer: { readonly code: string } }[];
  readonly lifecycles?: readonly {
    readonly situation: string;
    readonly steps: readonly { readonly step?: string; readonly refusal?: { readonly code: string } }[];
  }[];
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

const { situations } = JSON.parse(read("coverage.json")) as { readonly situations: readonly Situation[] };

/** The error code that a data file expects there. */
const codeIn = ({ data, situation, step }: DataHolder): string | undefined => {
  const { cases = [], lifecycles = [] } = JSON.parse(read(data)) as Data;
  if (step === undefined) return cases.find((one) => one.situation === situation)?.answer.code;
  const steps = lifecycles.find((one) => one.situation === situation)?.steps ?? [];
  return steps.find((one) => one.step === step)?.refusal?.code;
};

describe("a refusal recorded from AWS Lambda", () => {
  for (const { situation, code, heldBy, open } of situations) {
    test(situation, () => {
      if (heldBy === undefined) {
        assert.ok(open !== undefined && open.why !== "");
        for (const operationName of open.until ?? []) {
          assert.ok(operationName in UNSUPPORTED, `${operationName} is handled now, so this can be held`);
        }
      } else if ("data" in heldBy) assert.equal(codeIn(heldBy), code);
      else assert.ok(read(`../../../${heldBy.test}`).includes(heldBy.saying), `${heldBy.test} does not say it`);
    });
  }
});
