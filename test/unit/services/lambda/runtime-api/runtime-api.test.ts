import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import { MAX_RESPONSE_BYTES } from "../../../../../src/services/lambda/runtime-api/limits.ts";
import {
  type InvocationEvent,
  RuntimeApi,
  type RuntimeApiObserver,
} from "../../../../../src/services/lambda/runtime-api/runtime-api.ts";
import { echoingExtensions, FakeGuest } from "./fake-guest.ts";

const event: InvocationEvent = {
  requestId: "8286a188-ba32-4475-8077-530cd35c09a9",
  deadlineMs: 1_542_409_706_888,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hello",
  traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
  clientContext: undefined,
  payload: Buffer.from('{"a":1}'),
};

/** A Runtime API, what it told its observer, and a guest that is connected to it. */
const fixture = (context: TestContext) => {
  const told: string[] = [];
  const observer: RuntimeApiObserver = {
    onReady: () => void told.push("ready"),
    onResponse: (response) =>
      void told.push(
        "payload" in response
          ? `${response.kind} ${"errorType" in response ? `${response.errorType} ` : ""}${Buffer.from(response.payload).toString()}`
          : response.kind,
      ),
    onInitError: ({ errorType, payload }) => void told.push(`init ${errorType} ${Buffer.from(payload).toString()}`),
  };
  const api = new RuntimeApi(observer, echoingExtensions);
  context.after(() => api.close());
  const connect = (): FakeGuest => {
    const [inside, outside] = duplexPair({ allowHalfOpen: false });
    api.server.emit("connection", outside);
    return new FakeGuest(inside);
  };
  return { api, told, connect, guest: connect() };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("GET /runtime/invocation/next", () => {
  test("waits for an invocation and gives all that is known of it", async (context) => {
    const { api, told, guest } = fixture(context);
    const next = guest.next();
    await turn();
    assert.deepEqual(told, ["ready"]);
    api.deliver({ ...event, clientContext: '{"client":{}}', tenantId: "blue" });
    const { statusCode, headers, body } = await next;
    assert.equal(statusCode, 200);
    assert.equal(body, '{"a":1}');
    assert.deepEqual(Object.fromEntries(headers), {
      "Content-Type": "application/json",
      "Content-Length": "7",
      "Lambda-Runtime-Aws-Request-Id": event.requestId,
      "Lambda-Runtime-Deadline-Ms": "1542409706888",
      "Lambda-Runtime-Invoked-Function-Arn": event.invokedFunctionArn,
      "Lambda-Runtime-Trace-Id": event.traceId,
      "Lambda-Runtime-Client-Context": '{"client":{}}',
      "Lambda-Runtime-Aws-Tenant-Id": "blue",
    });
  });

  test("gives a long event and takes a long response, each behind what came before it", async (context) => {
    const { api, told, guest } = fixture(context);
    const long = JSON.stringify("é".repeat(100_000));
    const next = guest.next();
    await turn();
    api.deliver(event);
    await next;
    const accepted = guest.respond(event.requestId, long);
    guest.askNext();
    await turn();
    await turn();
    api.deliver({ ...event, payload: Buffer.from(long) });
    assert.equal((await accepted).statusCode, 202);
    assert.equal(Buffer.from((await guest.receive()).body, "latin1").toString(), long);
    assert.deepEqual(told, ["ready", `response ${long}`, "ready"]);
  });

  test("gives the same invocation again to a runtime that asks before it answered", async (context) => {
    const { api, told, guest } = fixture(context);
    const next = guest.next();
    await turn();
    api.deliver(event);
    await next;
    const again = await guest.next();
    assert.equal(again.headers.get("Lambda-Runtime-Aws-Request-Id"), event.requestId);
    assert.deepEqual(told, ["ready"]);
  });

  test("is answered on the newest connection when a runtime connects anew", async (context) => {
    const { api, guest, connect } = fixture(context);
    const lost = assert.rejects(guest.next(), /closed/);
    await turn();
    const newer = connect();
    const next = newer.next();
    await turn();
    api.deliver(event);
    assert.equal((await next).statusCode, 200);
    await lost;
  });

  test("keeps the invocation for a runtime that lost its connection while it waited", async (context) => {
    const { api, guest, connect } = fixture(context);
    guest.askNext();
    await turn();
    guest.hangUp();
    await turn();
    api.deliver(event);
    assert.equal((await connect().next()).statusCode, 200);
  });

  test("tells when the runtime is done with an invocation", async (context) => {
    const { api, told, guest } = fixture(context);
    const next = guest.next();
    await turn();
    api.deliver(event);
    await next;
    await guest.respond(event.requestId, '"done"');
    guest.askNext();
    await turn();
    assert.deepEqual(told, ["ready", 'response "done"', "ready"]);
  });
});

const running = async (context: TestContext) => {
  const all = fixture(context);
  const next = all.guest.next();
  await turn();
  all.api.deliver(event);
  await next;
  return all;
};

describe("POST /runtime/invocation/ID/response", () => {
  test("accepts the answer and passes it on as it is", async (context) => {
    const { told, guest } = await running(context);
    const answer = await guest.respond(event.requestId, "not JSON");
    assert.equal(answer.statusCode, 202);
    assert.equal(answer.body, '{"status":"OK"}\n');
    assert.deepEqual(told, ["ready", "response not JSON"]);
  });

  test("accepts a chunked answer", async (context) => {
    const { told, guest } = await running(context);
    guest.send(`POST /2018-06-01/runtime/invocation/${event.requestId}/response HTTP/1.1\r\n`);
    guest.send("Transfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n");
    await turn();
    guest.send("A\r\n0123456789\r\n0\r\n\r\n");
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["ready", "response abc0123456789"]);
  });

  test("takes an error from the trailers of a streamed answer", async (context) => {
    const { told, guest } = await running(context);
    const body = Buffer.from('{"errorMessage":"late"}').toString("base64");
    guest.send(
      `POST /2018-06-01/runtime/invocation/${event.requestId}/response HTTP/1.1\r\n` +
        "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n" +
        "3\r\nabc\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.Late\r\n" +
        `Lambda-Runtime-Function-Error-Body: ${body}\r\n\r\n`,
    );
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["ready", 'error Function.Late {"errorMessage":"late"}']);
  });

  test("refuses a response mode that is not known", async (context) => {
    const { told, guest } = await running(context);
    const path = `/2018-06-01/runtime/invocation/${event.requestId}/response`;
    const answer = await guest.request("POST", path, "x", "Lambda-Runtime-Function-Response-Mode: odd\r\n");
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /"errorType":"InvalidFunctionResponseMode"/);
    assert.deepEqual(told, ["ready", "error Runtime.InvalidResponseModeHeader "]);
  });

  test("refuses the id of another request and goes on waiting for the right one", async (context) => {
    const { told, guest } = await running(context);
    const answer = await guest.respond("00000000-0000-4000-8000-000000000000", '"forged"');
    assert.equal(answer.statusCode, 400);
    assert.deepEqual(JSON.parse(answer.body), { errorMessage: "Invalid request ID", errorType: "InvalidRequestID" });
    assert.deepEqual(told, ["ready"]);
    assert.equal((await guest.respond(event.requestId, '"right"')).statusCode, 202);
  });

  test("refuses a second answer to the same request", async (context) => {
    const { told, guest } = await running(context);
    await guest.respond(event.requestId, '"first"');
    const answer = await guest.respond(event.requestId, '"second"');
    assert.equal(answer.statusCode, 403);
    assert.deepEqual(JSON.parse(answer.body), {
      errorMessage:
        "State transition from RuntimeResponseSentState to InvocationResponse failed for runtime. " +
        "Error: State transition is not allowed",
      errorType: "InvalidStateTransition",
    });
    assert.deepEqual(told, ["ready", 'response "first"']);
  });

  test("refuses an answer while another connection is in the middle of one", async (context) => {
    const { told, guest, connect } = await running(context);
    const path = `/2018-06-01/runtime/invocation/${event.requestId}/response`;
    guest.send(`POST ${path} HTTP/1.1\r\nContent-Length: 6\r\n\r\nsl`);
    await turn();
    assert.equal((await connect().respond(event.requestId, '"quick"')).statusCode, 403);
    guest.send("ow!!");
    assert.equal((await guest.receive()).statusCode, 202);
    assert.deepEqual(told, ["ready", "response slow!!"]);
  });

  test("refuses an answer before any invocation", async (context) => {
    const { guest } = fixture(context);
    assert.equal((await guest.respond(event.requestId, "x")).statusCode, 400);
  });

  test("refuses an answer to the request before", async (context) => {
    const { api, guest } = await running(context);
    await guest.respond(event.requestId, '"first"');
    const next = guest.next();
    await turn();
    api.deliver({ ...event, requestId: "second" });
    await next;
    assert.equal((await guest.respond(event.requestId, '"late"')).statusCode, 400);
  });

  test("takes a body of exactly the largest size", async (context) => {
    const { told, guest } = await running(context);
    const answer = await guest.respond(event.requestId, "x".repeat(MAX_RESPONSE_BYTES));
    assert.equal(answer.statusCode, 202);
    assert.equal(told[1]?.length, "response ".length + MAX_RESPONSE_BYTES);
  });

  test("refuses a larger body and says so to the caller", async (context) => {
    const { told, guest } = await running(context);
    const answer = await guest.respond(event.requestId, "x".repeat(MAX_RESPONSE_BYTES + 1));
    assert.equal(answer.statusCode, 413);
    assert.deepEqual(JSON.parse(answer.body), {
      errorMessage: "Exceeded maximum allowed payload size (6291556 bytes).",
      errorType: "RequestEntityTooLarge",
    });
    assert.deepEqual(told, ["ready", "too-large"]);
    guest.askNext();
    await turn();
    assert.deepEqual(told, ["ready", "too-large", "ready"]);
  });

  test("tells of an answer that breaks off", async (context) => {
    const { told, guest } = await running(context);
    const path = `/2018-06-01/runtime/invocation/${event.requestId}/response`;
    guest.send(`POST ${path} HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf`);
    await turn();
    guest.hangUp();
    await turn();
    assert.deepEqual(told, ["ready", "truncated"]);
  });
});

const failing = async (context: TestContext, errorType: string) => {
  const { api, told, guest } = fixture(context);
  const next = guest.next();
  await turn();
  api.deliver(event);
  await next;
  const answer = await guest.fail(event.requestId, errorType, '{"errorMessage":"no"}');
  assert.equal(answer.statusCode, 202);
  return told[1];
};

describe("POST /runtime/invocation/ID/error", () => {
  test("passes on what the runtime says", async (context) => {
    assert.equal(await failing(context, "Runtime.Custom"), 'error Runtime.Custom {"errorMessage":"no"}');
  });

  test("replaces a type of another form", async (context) => {
    assert.equal(await failing(context, "TypeError"), 'error Runtime.Unknown {"errorMessage":"no"}');
  });

  test("replaces a function's type of another form", async (context) => {
    assert.equal(await failing(context, "Function.0"), 'error Function.Unknown {"errorMessage":"no"}');
  });
});

describe("POST /runtime/init/error", () => {
  test("tells why the runtime cannot start", async (context) => {
    const { told, guest } = fixture(context);
    const answer = await guest.initError("Runtime.ImportModuleError", '{"errorMessage":"no such module"}');
    assert.equal(answer.statusCode, 202);
    assert.deepEqual(told, ['init Runtime.ImportModuleError {"errorMessage":"no such module"}']);
  });

  test("is refused once the runtime is initialised", async (context) => {
    const { guest, connect } = fixture(context);
    guest.askNext();
    await turn();
    assert.equal((await connect().initError("Runtime.Late", "{}")).statusCode, 403);
  });

  test("leaves no way to ask for an invocation", async (context) => {
    const { guest } = fixture(context);
    await guest.initError("Runtime.ImportModuleError", "{}");
    const answer = await guest.next();
    assert.equal(answer.statusCode, 403);
    assert.match(answer.body, /State transition from InitError to Ready failed/);
  });
});

const answerTo = async (context: TestContext, method: string, path: string) => {
  const { statusCode, body } = await fixture(context).guest.request(method, path);
  return `${statusCode} ${body.trim()}`;
};

describe("other paths of the Runtime API", () => {
  test("an unknown path is not found", async (context) => {
    assert.equal(await answerTo(context, "GET", "/2018-06-01/other"), "404 404 page not found");
  });

  test("a known path with another method is refused", async (context) => {
    assert.equal(await answerTo(context, "POST", "/2018-06-01/runtime/invocation/next"), "405 ");
  });

  test("restore/next is not found, as for every function without SnapStart", async (context) => {
    assert.equal(await answerTo(context, "GET", "/2018-06-01/runtime/restore/next"), "404 404 page not found");
  });

  test("what extensions ask for is handed on", async (context) => {
    assert.equal(await answerTo(context, "POST", "/2020-01-01/extension/register"), "200 register");
    assert.equal(await answerTo(context, "GET", "/2020-01-01/extension/event/next"), "200 next");
    assert.equal(await answerTo(context, "POST", "/2020-01-01/extension/init/error"), "200 init-error");
    assert.equal(await answerTo(context, "POST", "/2020-01-01/extension/exit/error"), "200 exit-error");
    assert.equal(await answerTo(context, "PUT", "/2022-07-01/telemetry"), "200 telemetry");
    assert.equal(await answerTo(context, "PUT", "/2020-08-15/logs"), "200 logs");
  });

  test("ping answers", async (context) => {
    assert.equal(await answerTo(context, "GET", "/2018-06-01/ping"), "200 pong");
  });
});
