import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LambdaControl } from "../../support/lambda-control.ts";
import { zip } from "../../support/zip.ts";
import { callByWire, type RecordedRequest } from "./call-by-wire.ts";
import { RecordedValues } from "./recorded-values.ts";

/** Calls in the order in which AWS was asked, with what it answered where that was recorded. */
interface Lifecycle {
  readonly situation: string;
  /** How many steps are done before transitions stand still. */
  readonly pauseAfter?: number;
  readonly steps: readonly Step[];
}

type Step =
  | { readonly then: "settle" }
  | { readonly request: RecordedRequest; readonly answer?: unknown; readonly refusal?: Refusal };

interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

const { configuration, lifecycles } = JSON.parse(
  readFileSync(new URL("versions-and-aliases.json", import.meta.url), "utf8"),
) as { readonly configuration: object; readonly lifecycles: readonly Lifecycle[] };

const archive = (await zip({ "index.py": "def handler(event, context): pass" })).toString("base64");
const otherArchive = (await zip({ "index.py": "def handler(event, context): return 2" })).toString("base64");

const expand = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if ("$configuration" in value) return { ...configuration, ...(value.$configuration as object) };
  if ("$zip" in value) return archive;
  return "$otherZip" in value ? otherArchive : value;
};

const expanded = (value: unknown): unknown => JSON.parse(JSON.stringify(value), expand);

const replay = async (control: LambdaControl, values: RecordedValues, step: Step): Promise<void> => {
  if ("then" in step) {
    await control.settled("hello");
    return;
  }
  const call = callByWire(control, values.fill(expanded(step.request)) as RecordedRequest);
  if (step.refusal !== undefined) {
    const { code, status, message } = values.fill(step.refusal) as Refusal;
    await assert.rejects(call, { code, statusCode: status, message });
    return;
  }
  const answer = JSON.parse(JSON.stringify((await call) ?? {})) as unknown;
  if (step.answer !== undefined) values.match(answer, expanded(step.answer));
};

describe("versions and aliases, as recorded from AWS Lambda", () => {
  for (const { situation, steps, pauseAfter } of lifecycles) {
    test(situation, async () => {
      await using control = await LambdaControl.start();
      const values = new RecordedValues();
      for (const step of steps.slice(0, pauseAfter)) await replay(control, values, step);
      if (pauseAfter === undefined) return;
      using _ = { [Symbol.dispose]: control.pauseTransitions() };
      for (const step of steps.slice(pauseAfter)) await replay(control, values, step);
    });
  }
});
