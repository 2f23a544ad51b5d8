import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { loadModel } from "../../../src/models/load-model.ts";
import type { WireRequest } from "../../../src/protocol/contract.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import { LambdaControl } from "../../support/lambda-control.ts";
import { zip } from "../../support/zip.ts";

/** A refusal as AWS gave it. `{ "$repeat": [text, count] }` and `{ "$zip": true }` stand for what is long to write. */
interface Case {
  readonly situation: string;
  /** Functions that are there already. */
  readonly functions?: readonly string[];
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: string;
    readonly body?: unknown;
  };
  readonly answer: { readonly code: string; readonly status: number; readonly message: unknown };
}

const { cases } = JSON.parse(readFileSync(new URL("refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

const archive = (await zip({ "index.py": "def handler(event, context): pass" })).toString("base64");
const protocols = createProtocols(loadModel("lambda"));

const expand = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value) {
    const [text, count] = value.$repeat as [string, number];
    return text.repeat(count);
  }
  return "$zip" in value ? archive : value;
};

const expanded = (value: unknown): unknown => JSON.parse(JSON.stringify(value), expand);

/** What becomes of a request between its signature and its answer. */
const answer = async (control: LambdaControl, { request }: Case): Promise<unknown> => {
  const wire: WireRequest = {
    method: request.method,
    path: request.path,
    query: request.query ?? "",
    headers: { "content-type": "application/json" },
    body: Buffer.from(request.body === undefined ? "" : JSON.stringify(expanded(request.body))),
  };
  const protocol = protocols.detect(wire);
  const route = protocol.route(wire) ?? assert.fail("no operation answers to the request");
  return control.call(route.operationName as "Invoke", protocol.parse(route, wire) as never);
};

describe("refusals recorded from AWS Lambda", () => {
  for (const case_ of cases) {
    test(case_.situation, async () => {
      await using control = await LambdaControl.start();
      for (const functionName of case_.functions ?? []) await control.create(functionName);
      const message = [expanded(case_.answer.message)].flat().join("");
      await assert.rejects(answer(control, case_), {
        code: case_.answer.code,
        statusCode: case_.answer.status,
        message,
      });
    });
  }
});
