import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WebAction, WebRequest } from "../../../../../src/aws/service.ts";
import { FAILURE, invokeEvent, queueLength, startWithHello as start } from "../../../../support/async-invocation.ts";
import { ARN, type LambdaControl, refusal } from "../../../../support/lambda-control.ts";

const PATH = "/_lambkin/async-queues";

/** Asks as the operator does, or, when `refuses` is given, as somebody who may not. */
const ask = async (
  control: LambdaControl,
  method: string,
  target: string,
  overrides: Partial<WebRequest> = {},
): Promise<{ readonly status: number; readonly body: unknown; readonly actions: readonly WebAction[] }> => {
  const actions: WebAction[] = [];
  const route = control.lambda.service.webRoutes?.find(({ name }) => name === "AsyncQueues");
  const handle = route?.find("127.0.0.1", target) ?? assert.fail("nobody answers");
  const request: WebRequest = {
    method,
    path: target,
    query: "",
    requestId: "id",
    headers: {},
    sourceIp: "127.0.0.1",
    origin: "network",
    signal: new AbortController().signal,
    readBody: () => Promise.resolve(Buffer.alloc(0)),
    authenticate: async (action) => {
      actions.push(action);
      return { principal: { kind: "root", accountId: "", arn: "", userId: "" }, accessKeyId: undefined };
    },
    ...overrides,
  };
  const { status, body } = await handle(request);
  assert.ok(typeof body === "string");
  return { status, body: JSON.parse(body), actions };
};

/** A function with two events that wait to be retried. */
const startWithBacklog = async (): Promise<LambdaControl> => {
  const control = await start();
  control.invoker.outcomes.push(FAILURE, FAILURE);
  await invokeEvent(control);
  await invokeEvent(control);
  return control;
};

describe("the operator", () => {
  test("sees what waits, by function", async () => {
    await using control = await startWithBacklog();
    await control.clock.advance(5_000);
    const { status, body, actions } = await ask(control, "GET", PATH);
    assert.equal(status, 200);
    assert.deepEqual(body, { queues: [{ functionName: "hello", eventCount: 2, oldestAgeMs: 5_000 }] });
    assert.equal(actions[0]?.operationName, "ListAsyncQueues");
  });

  test("throws away what a function has waiting", async () => {
    await using control = await startWithBacklog();
    const { status, body, actions } = await ask(control, "DELETE", `${PATH}/hello`);
    assert.equal(status, 200);
    assert.deepEqual(body, { functionName: "hello", eventCount: 2 });
    assert.deepEqual(actions[0]?.input, { FunctionName: "hello" });
    assert.equal(await queueLength(control), 0);
    assert.ok(!control.counts.lines.some((line) => line.startsWith("dropped")), "that was on purpose");
  });

  test("is told when there is no such function", async () => {
    await using control = await start();
    await assert.rejects(
      ask(control, "DELETE", `${PATH}/nobody`),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody`),
    );
  });

  test("must have signed", async () => {
    await using control = await startWithBacklog();
    const stranger: Partial<WebRequest> = { authenticate: () => Promise.reject(new Error("not signed")) };
    await assert.rejects(ask(control, "GET", PATH, stranger), /not signed/);
    await assert.rejects(ask(control, "DELETE", `${PATH}/hello`, stranger), /not signed/);
    assert.equal(await queueLength(control), 2);
  });
});

describe("code in a sandbox", () => {
  test("finds nothing there", async () => {
    await using control = await startWithBacklog();
    assert.equal((await ask(control, "GET", PATH, { origin: "guest" })).status, 404);
    assert.equal((await ask(control, "DELETE", `${PATH}/hello`, { origin: "guest" })).status, 404);
    assert.equal(await queueLength(control), 2);
  });
});

describe("other paths and methods", () => {
  test("are refused", async () => {
    await using control = await start();
    assert.equal((await ask(control, "DELETE", PATH)).status, 405);
    assert.equal((await ask(control, "GET", `${PATH}/hello`)).status, 405);
    assert.equal((await ask(control, "GET", `${PATH}/a/b`)).status, 404);
    assert.equal((await ask(control, "GET", `${PATH}?all`)).status, 404);
  });
});
