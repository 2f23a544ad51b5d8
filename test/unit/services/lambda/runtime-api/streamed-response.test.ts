import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import type { ResponseSink } from "../../../../../src/services/lambda/invoke/contract.ts";
import {
  type InvocationEvent,
  RuntimeApi,
  type RuntimeApiObserver,
} from "../../../../../src/services/lambda/runtime-api/runtime-api.ts";
import { echoingExtensions, FakeGuest } from "./fake-guest.ts";

const REQUEST_ID = "8286a188-ba32-4475-8077-530cd35c09a9";
const STREAMING = "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n";

const event = (responseSink: ResponseSink): InvocationEvent => ({
  requestId: REQUEST_ID,
  deadlineMs: 0,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hello",
  traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
  clientContext: undefined,
  payload: Buffer.from("{}"),
  responseSink,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A runtime that has got an invocation whose caller takes the response while it is written. */
const running = async (context: TestContext, hold: () => Promise<void> | undefined = () => undefined) => {
  const told: string[] = [];
  const observer: RuntimeApiObserver = {
    onReady: () => void told.push("ready"),
    onResponse: (response) =>
      void told.push(`${response.kind} ${"payload" in response ? response.payload.length : ""}`),
    onInitError: () => {},
  };
  const api = new RuntimeApi(observer, echoingExtensions);
  context.after(() => api.close());
  const [inside, outside] = duplexPair({ allowHalfOpen: false });
  api.server.emit("connection", outside);
  const guest = new FakeGuest(inside);
  const next = guest.next();
  await turn();
  api.deliver(
    event({
      begin: (contentType) => void told.push(`begin ${contentType}`),
      write: (bytes) => {
        told.push(bytes.byteLength > 100 ? `${bytes.byteLength} bytes` : Buffer.from(bytes).toString());
        return hold();
      },
    }),
  );
  await next;
  told.length = 0;
  const begin = (headers: string) =>
    guest.send(`POST /2018-06-01/runtime/invocation/${REQUEST_ID}/response HTTP/1.1\r\n${headers}\r\n`);
  return { guest, told, begin };
};

describe("a response whose caller takes it while it is written", () => {
  test("is passed on chunk by chunk, before it ends", async (context) => {
    const { guest, told, begin } = await running(context);
    begin(`Content-Type: text/plain\r\n${STREAMING}`);
    await turn();
    assert.deepEqual(told, []);
    guest.send("3\r\none\r\n");
    await turn();
    assert.deepEqual(told, ["begin text/plain", "one"]);
    guest.send("3\r\ntwo\r\n0\r\n\r\n");
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["begin text/plain", "one", "two", "response 0"]);
  });

  test("may tell of an error behind what was written", async (context) => {
    const { guest, told, begin } = await running(context);
    begin(STREAMING);
    const body = Buffer.from('{"errorMessage":"late"}').toString("base64");
    guest.send(
      `3\r\none\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.Late\r\n` +
        `Lambda-Runtime-Function-Error-Body: ${body}\r\n\r\n`,
    );
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["begin undefined", "one", "error 23"]);
  });

  test("never begins with an error before the first byte, but does when it is empty", async (context) => {
    const failed = await running(context);
    failed.begin(STREAMING);
    failed.guest.send("0\r\nLambda-Runtime-Function-Error-Type: Function.Early\r\n\r\n");
    assert.equal((await failed.guest.receive()).statusCode, 202);
    assert.deepEqual(failed.told, ["error 0"]);
    const empty = await running(context);
    empty.begin(`Content-Type: text/plain\r\n${STREAMING}`);
    empty.guest.send("0\r\n\r\n");
    assert.equal((await empty.guest.receive()).statusCode, 202);
    assert.deepEqual(empty.told, ["begin text/plain", "response 0"]);
  });

  test("is held back while its caller wants no more of it", async (context) => {
    let wanted = Promise.withResolvers<void>();
    const { guest, told, begin } = await running(context, () => wanted.promise);
    begin(STREAMING);
    guest.send("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
    await turn();
    assert.deepEqual(told, ["begin undefined", "one"]);
    const released = wanted;
    wanted = Promise.withResolvers();
    released.resolve();
    await turn();
    assert.deepEqual(told, ["begin undefined", "one", "two"]);
    wanted.resolve();
    assert.equal((await guest.receive()).statusCode, 202);
  });

  test("counts to its end from a runtime that hung up while it was held back", async (context) => {
    const wanted = Promise.withResolvers<void>();
    const { guest, told, begin } = await running(context, () => wanted.promise);
    begin(STREAMING);
    guest.send("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
    await turn();
    guest.hangUp();
    await turn();
    assert.deepEqual(told, ["begin undefined", "one"]);
    wanted.resolve();
    await turn();
    assert.deepEqual(told, ["begin undefined", "one", "two", "response 0"]);
  });

  test("is told when it breaks off", async (context) => {
    const { guest, told, begin } = await running(context);
    begin(STREAMING);
    guest.send("3\r\none\r\n");
    await turn();
    guest.hangUp();
    await turn();
    assert.deepEqual(told, ["begin undefined", "one", "truncated "]);
  });

  test("comes in one piece from a runtime that does not stream", async (context) => {
    const { guest, told, begin } = await running(context);
    begin("Content-Type: application/json\r\nContent-Length: 6\r\n");
    guest.send('"wh');
    await turn();
    assert.deepEqual(told, []);
    guest.send('at"');
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["begin application/json", '"what"', "response 0"]);
  });

  test("never begins when the function fails before", async (context) => {
    const { guest, told } = await running(context);
    await guest.fail(REQUEST_ID, "Function.Early", "{}");
    assert.deepEqual(told, ["error 2"]);
  });
});
