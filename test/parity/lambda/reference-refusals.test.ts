import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LambdaControl } from "../../support/lambda-control.ts";
import { callByWire, type RecordedRequest } from "./call-by-wire.ts";

/** A refusal as AWS gave it. */
interface Case {
  readonly situation: string;
  /** Functions that are there already. */
  readonly functions?: readonly string[];
  readonly before?: readonly RecordedRequest[];
  readonly request: RecordedRequest;
  readonly answer: { readonly code: string; readonly status: number; readonly message: string };
}

const { cases } = JSON.parse(readFileSync(new URL("reference-refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

describe("refusals of names and ARNs, as recorded from AWS Lambda", () => {
  for (const { situation, functions = [], before = [], request, answer } of cases) {
    test(situation, async () => {
      await using control = await LambdaControl.start();
      for (const functionName of functions) await control.create(functionName);
      for (const call of before) await callByWire(control, call);
      const { code, status, message } = answer;
      await assert.rejects(callByWire(control, request), { code, statusCode: status, message });
    });
  }
});
