import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LambdaControl } from "../../support/lambda-control.ts";
import { zip } from "../../support/zip.ts";
import { callByWire, type RecordedRequest } from "./call-by-wire.ts";

/** A refusal as AWS gave it. `{ "$repeat": [text, count] }` and `{ "$zip": true }` stand for what is long to write. */
interface Case {
  readonly situation: string;
  /** Functions that are there already. */
  readonly functions?: readonly string[];
  readonly request: RecordedRequest;
  readonly answer: { readonly code: string; readonly status: number; readonly message: unknown };
}

const { cases } = JSON.parse(readFileSync(new URL("refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

const archive = (await zip({ "index.py": "def handler(event, context): pass" })).toString("base64");

const expand = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value) {
    const [text, count] = value.$repeat as [string, number];
    return text.repeat(count);
  }
  return "$zip" in value ? archive : value;
};

const expanded = (value: unknown): unknown => JSON.parse(JSON.stringify(value), expand);

describe("refusals recorded from AWS Lambda", () => {
  for (const case_ of cases) {
    test(case_.situation, async () => {
      await using control = await LambdaControl.start();
      for (const functionName of case_.functions ?? []) await control.create(functionName);
      const message = [expanded(case_.answer.message)].flat().join("");
      const request = expanded(case_.request) as RecordedRequest;
      await assert.rejects(callByWire(control, request), {
        code: case_.answer.code,
        statusCode: case_.answer.status,
        message,
      });
    });
  }
});
