import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LambdaControl } from "../../support/lambda-control.ts";
import { callByWire, type RecordedRequest } from "./call-by-wire.ts";

/** A refusal as AWS gave it. `<uuid>` stands for that of the event source mapping which the calls before created. */
interface Case {
  readonly situation: string;
  /** Functions that are there already. */
  readonly functions?: readonly string[];
  readonly before?: readonly RecordedRequest[];
  readonly request: RecordedRequest;
  readonly answer: { readonly code: string; readonly status: number; readonly message: string };
}

const named = <Value>(value: Value, uuid: string): Value =>
  JSON.parse(JSON.stringify(value).replaceAll("<uuid>", uuid)) as Value;

/** Replays the cases of a file beside this one, each on a control plane of its own. */
export const replayRefusals = (title: string, file: string): void => {
  const { cases } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as {
    readonly cases: readonly Case[];
  };
  describe(title, () => {
    for (const { situation, functions = [], before = [], request, answer } of cases) {
      test(situation, async () => {
        await using control = await LambdaControl.start();
        for (const functionName of functions) await control.create(functionName);
        let uuid = "";
        for (const call of before) {
          const created = (await callByWire(control, call)) as { readonly UUID?: string } | undefined;
          uuid = created?.UUID ?? uuid;
        }
        const { code, status, message } = named(answer, uuid);
        await assert.rejects(callByWire(control, named(request, uuid)), { code, statusCode: status, message });
      });
    }
  });
};
