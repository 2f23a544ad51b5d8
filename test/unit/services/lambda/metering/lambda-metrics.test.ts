import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LambdaMetrics } from "../../../../../src/services/lambda/metering/lambda-metrics.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { FakeMetrics } from "./fake-metrics.ts";
import { invokedAs, record, VERSION } from "./records.ts";

const start = () => {
  const fake = new FakeMetrics();
  return { fake, metrics: new LambdaMetrics(fake, new FakeClock()) };
};

const EVERYWHERE = (sum: number) => ({
  "{}": sum,
  "{FunctionName=hello}": sum,
  "{FunctionName=hello,Resource=hello:1}": sum,
});

describe("the metrics of AWS/Lambda", () => {
  test("count an invocation for all functions, for its own, and for what was invoked", () => {
    const { fake, metrics } = start();
    metrics.onInvocation(record());
    assert.deepEqual(fake.of("Invocations"), EVERYWHERE(1));
    assert.deepEqual(fake.of("Errors"), EVERYWHERE(0));
    assert.deepEqual(fake.of("Throttles"), EVERYWHERE(0));
    assert.deepEqual(fake.of("Duration"), EVERYWHERE(99.5));
    assert.equal(fake.units.get("Duration"), "Milliseconds");
  });

  test("tell how long extensions went on after the function, where there are any", () => {
    const { fake, metrics } = start();
    metrics.onInvocation(record());
    assert.deepEqual(fake.of("PostRuntimeExtensionsDuration"), {});
    metrics.onInvocation(record({ postRuntimeExtensionsMs: 12.5 }));
    assert.deepEqual(fake.of("PostRuntimeExtensionsDuration"), EVERYWHERE(12.5));
    assert.equal(fake.units.get("PostRuntimeExtensionsDuration"), "Milliseconds");
  });

  test("tell apart the versions that an alias led to", () => {
    const { fake, metrics } = start();
    metrics.onInvocation(record(invokedAs("live")));
    assert.deepEqual(fake.of("Invocations"), {
      "{}": 1,
      "{FunctionName=hello}": 1,
      "{FunctionName=hello,Resource=hello:live}": 1,
      "{FunctionName=hello,Resource=hello:live,ExecutedVersion=1}": 1,
    });
  });

  test("call an unqualified invocation by the function's bare name", () => {
    const { fake, metrics } = start();
    const invokedFunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:hello";
    metrics.onInvocation(record({ invokedFunctionArn, functionVersion: { ...VERSION, version: "$LATEST" } }));
    assert.equal(fake.of("Invocations")["{FunctionName=hello,Resource=hello}"], 1);
  });

  test("count errors of every kind", () => {
    const { fake, metrics } = start();
    metrics.onInvocation(record({ status: "error", errorType: "Runtime.ExitError" }));
    metrics.onInvocation(record({ status: "timeout", errorType: "Sandbox.Timedout" }));
    assert.equal(fake.of("Errors")["{}"], 2);
  });

  test("count throttles", () => {
    const { fake, metrics } = start();
    metrics.onThrottle({ functionVersion: VERSION, ...invokedAs("1"), reason: "ConcurrentInvocationLimitExceeded" });
    assert.deepEqual(fake.of("Throttles"), EVERYWHERE(1));
    assert.deepEqual(fake.of("Invocations"), {});
  });

  test("measure concurrency of the account and of the function", () => {
    const { fake, metrics } = start();
    metrics.onConcurrency({
      functionName: "hello",
      functionExecutions: 3,
      accountExecutions: 7,
      unreservedExecutions: 5,
      claimedConcurrency: 20,
    });
    assert.deepEqual(fake.of("ConcurrentExecutions"), { "{}": 7, "{FunctionName=hello}": 3 });
    assert.deepEqual(fake.of("UnreservedConcurrentExecutions"), { "{}": 5 });
    assert.deepEqual(fake.of("ClaimedAccountConcurrency"), { "{}": 20 });
  });

  test("measure provisioned concurrency", () => {
    const { fake, metrics } = start();
    const sample = { functionVersion: VERSION, qualifier: "1", executions: 1, allocated: 4, isSpillover: false };
    metrics.onProvisionedConcurrency(sample);
    metrics.onProvisionedConcurrency({ ...sample, executions: 0, isSpillover: true });
    metrics.onInvocation(record({ isProvisioned: true }));
    assert.equal(fake.of("ProvisionedConcurrentExecutions")["{FunctionName=hello}"], 1);
    assert.equal(fake.of("ProvisionedConcurrencyUtilization")["{FunctionName=hello}"], 0.25);
    assert.equal(fake.of("ProvisionedConcurrencySpilloverInvocations")["{FunctionName=hello}"], 1);
    assert.equal(fake.of("ProvisionedConcurrencyInvocations")["{FunctionName=hello}"], 1);
  });

  test("count requests to function URLs, and how long they wait", () => {
    const { fake, metrics } = start();
    metrics.onUrlRequest({ functionName: "hello", qualifier: "1", statusCode: 200, durationMs: 12.5 });
    metrics.onUrlRequest({ functionName: "hello", qualifier: "1", statusCode: 403, durationMs: 0.5 });
    metrics.onUrlRequest({ functionName: "hello", qualifier: "1", statusCode: 502, durationMs: 7 });
    assert.deepEqual(fake.of("UrlRequestCount"), EVERYWHERE(3));
    assert.deepEqual(fake.of("Url4xxCount"), EVERYWHERE(1));
    assert.deepEqual(fake.of("Url5xxCount"), EVERYWHERE(1));
    assert.deepEqual(fake.of("UrlRequestLatency"), EVERYWHERE(20));
    assert.equal(fake.units.get("UrlRequestLatency"), "Milliseconds");
  });

  test("follow asynchronous events", () => {
    const { fake, metrics } = start();
    const event = { functionName: "hello", qualifier: undefined };
    metrics.onAccepted(event);
    metrics.onInvoke(event, 250);
    metrics.onDropped(event, undefined, 3);
    metrics.onDeliveryFailure(event, "destination");
    metrics.onDeliveryFailure(event, "dead-letter");
    metrics.onRecursiveInvocation(event);
    const ofFunction = (name: string) => fake.of(name)["{FunctionName=hello}"];
    assert.deepEqual(
      [
        "AsyncEventsReceived",
        "AsyncEventAge",
        "AsyncEventsDropped",
        "DestinationDeliveryFailures",
        "DeadLetterErrors",
        "RecursiveInvocationsDropped",
      ].map(ofFunction),
      [1, 250, 3, 1, 1, 1],
    );
  });
});
