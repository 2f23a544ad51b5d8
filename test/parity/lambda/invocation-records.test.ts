import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { advance, invokeEvent, startWithHello } from "../../support/async-invocation.ts";

interface Case {
  readonly situation: string;
  readonly configuration: { readonly MaximumRetryAttempts: number; readonly MaximumEventAgeInSeconds?: number };
  readonly event: unknown;
  /** What the function answers, attempt by attempt. */
  readonly answers: readonly { readonly functionError?: "Unhandled"; readonly payload: unknown }[];
  /** Without what differs from run to run. */
  readonly record: { readonly requestContext: object };
}

interface InvocationRecord {
  readonly timestamp: string;
  readonly requestContext: { readonly requestId: string; readonly functionArn: string };
}

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:records";
const FIVE_MINUTES_MS = 300_000;

const { cases } = JSON.parse(readFileSync(new URL("invocation-records.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

describe("the record of an asynchronous invocation", () => {
  for (const { situation, configuration, event, answers, record } of cases) {
    test(situation, async () => {
      await using control = await startWithHello();
      const Destination = QUEUE_ARN;
      await control.call("PutFunctionEventInvokeConfig", {
        FunctionName: "hello",
        ...configuration,
        DestinationConfig: { OnSuccess: { Destination }, OnFailure: { Destination } },
      });
      for (const { payload, ...answer } of answers) {
        control.invoker.outcomes.push({ ...answer, payload: Buffer.from(JSON.stringify(payload)) });
      }
      await invokeEvent(control, event);
      await advance(control, FIVE_MINUTES_MS);
      assert.equal(control.invoker.invocations.length, answers.length);
      const [[, message] = assert.fail("nothing was sent")] = control.external.sent;
      assert.ok("body" in message);
      const { timestamp: _, requestContext, ...rest } = JSON.parse(message.body) as InvocationRecord;
      const { requestId: __, functionArn: ___, ...context } = requestContext;
      assert.deepEqual({ ...rest, requestContext: context }, record);
      assert.deepEqual(Object.keys(JSON.parse(message.body) as object), [
        "version",
        "timestamp",
        "requestContext",
        "requestPayload",
        "responseContext",
        "responsePayload",
      ]);
    });
  }
});
