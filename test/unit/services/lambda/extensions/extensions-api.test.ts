import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GuestAnswer } from "../runtime-api/fake-guest.ts";
import { extensionsFixture, turn } from "./extensions-fixture.ts";

const errorOf = ({ statusCode, body }: GuestAnswer): readonly unknown[] => {
  const { errorType, errorMessage } = JSON.parse(body) as { errorType: string; errorMessage: string };
  return [statusCode, errorType, errorMessage];
};

const NOTICE = {
  deadlineMs: 676_051,
  requestId: "3da1f2dc-3222-475e-9205-e2e6c6318895",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:hello",
  traceId: "Root=1-5f35ae12-0c0fec141ab77a00bc047aa2;Parent=2be948a625588e32;Sampled=1",
};

describe("POST /extension/register", () => {
  test("gives an extension its identifier and tells it of the function", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    const answer = await extension.register("watch");
    assert.equal(answer.statusCode, 200);
    assert.match(answer.headers.get("Lambda-Extension-Identifier") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(answer.body, '{"functionName":"hello","functionVersion":"$LATEST","handler":"index.handler"}\n');
    assert.equal(extensions.haveRegistered, true);
    assert.deepEqual(extensions.findExternal("watch")?.events, ["INVOKE", "SHUTDOWN"]);
  });

  test("tells the account's id to whom it asks for it", async (context) => {
    const { extension } = extensionsFixture(context);
    const accept = "Lambda-Extension-Accept-Feature: other, accountId\r\n";
    const { body } = await extension.register("watch", { events: [] }, accept);
    assert.equal((JSON.parse(body) as { accountId: string }).accountId, "123456789012");
  });

  test("takes an extension once", async (context) => {
    const { extension } = extensionsFixture(context);
    await extension.register("watch");
    assert.deepEqual(errorOf(await extension.register("watch")), [
      403,
      "Extension.InvalidExtensionState",
      "State transition from Registered to Registered failed for extension watch. " +
        "Error: State transition is not allowed",
    ]);
  });

  test("takes whoever is no file for an internal extension, which may not register for the end", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    assert.deepEqual(errorOf(await extension.register("inner")), [
      403,
      "Extension.InvalidEventType",
      "SHUTDOWN: ErrorInvalidEventType",
    ]);
    assert.equal((await extension.register("inner", { events: ["INVOKE"] })).statusCode, 200);
    assert.equal(extensions.findInternal("inner")?.kind, "internal");
    assert.deepEqual(errorOf(await extension.register("inner", { events: ["INVOKE"] })), [
      403,
      "Extension.InvalidExtensionState",
      "Extension with this name already registered",
    ]);
  });

  test("refuses events that there are not", async (context) => {
    const { extension } = extensionsFixture(context);
    const answer = await extension.register("watch", { events: ["INVOKE", "SLEEP"] });
    assert.deepEqual(errorOf(answer), [403, "Extension.InvalidEventType", "SLEEP: ErrorInvalidEventType"]);
  });

  test("refuses who has no name", async (context) => {
    const { extension } = extensionsFixture(context);
    assert.deepEqual(errorOf(await extension.register("")), [
      403,
      "Extension.InvalidExtensionName",
      "Empty extension name",
    ]);
  });

  test("refuses what is no registration", async (context) => {
    const { extension } = extensionsFixture(context);
    assert.deepEqual(errorOf(await extension.register("watch", "{")).slice(0, 2), [403, "InvalidRequestFormat"]);
    assert.deepEqual(errorOf(await extension.register("watch", { configurationKeys: ["a"] })), [
      403,
      "InvalidRequestFormat",
      "configurationKeys are deprecated; use environment variables instead",
    ]);
    assert.equal((await extension.register("watch", " ".repeat(70_000))).statusCode, 413);
  });

  test("closes for internal extensions when the runtime is initialised", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    extensions.closeRegistration();
    assert.deepEqual(errorOf(await extension.register("inner", { events: [] })), [
      403,
      "Extension.RegistrationClosed",
      "Extension registration closed already",
    ]);
  });

  test("takes ten extensions", async (context) => {
    const names = Array.from({ length: 10 }, (_, index) => `extension-${index}`);
    const { extension } = extensionsFixture(context, names);
    assert.deepEqual(errorOf(await extension.register("inner", { events: [] })), [
      403,
      "Extension.TooManyExtensions",
      "Extension limit (10) reached",
    ]);
  });
});

describe("GET /extension/event/next", () => {
  test("waits for an invocation, and tells what AWS tells of it", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    await extension.register("watch");
    assert.equal(extensions.areReady, false);
    const next = extension.next();
    await turn();
    assert.equal(extensions.areReady, true);
    extensions.invoke(NOTICE);
    const { statusCode, headers, body } = await next;
    assert.equal(statusCode, 200);
    assert.match(headers.get("Lambda-Extension-Event-Identifier") ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(JSON.parse(body), {
      eventType: "INVOKE",
      deadlineMs: 676_051,
      requestId: NOTICE.requestId,
      invokedFunctionArn: NOTICE.invokedFunctionArn,
      tracing: { type: "X-Amzn-Trace-Id", value: NOTICE.traceId },
    });
    assert.equal(extensions.areReady, false);
  });

  test("waits for the end, with its reason and its deadline", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    await extension.register("watch");
    const next = extension.next();
    await turn();
    assert.deepEqual(extensions.shutDown("SPINDOWN", 1_234.5), [0]);
    assert.deepEqual(JSON.parse((await next).body), {
      eventType: "SHUTDOWN",
      deadlineMs: 1_234,
      shutdownReason: "SPINDOWN",
    });
  });

  test("does not disturb who did not register for it", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    await extension.register("watch", { events: [] });
    void extension.next().catch(() => {});
    await turn();
    extensions.invoke(NOTICE);
    assert.equal(extensions.areReady, true);
    assert.deepEqual(extensions.shutDown("SPINDOWN", 0), []);
  });

  test("gives an event that came while nobody asked to who asks next", async (context) => {
    const { extension, extensions, connect } = extensionsFixture(context);
    await extension.register("watch");
    const lost = extension.next();
    await turn();
    extension.guest.hangUp();
    await assert.rejects(lost);
    extensions.invoke(NOTICE);
    const again = connect();
    again.identifier = extension.identifier;
    assert.match((await again.next()).body, /"eventType":"INVOKE"/);
  });

  test("takes a request of who lost its connection, and refuses a second one of who did not", async (context) => {
    const { extension, connect } = extensionsFixture(context);
    await extension.register("watch");
    void extension.next().catch(() => {});
    await turn();
    const second = connect();
    assert.deepEqual(errorOf(await second.next(extension.identifier)), [
      403,
      "Extension.InvalidExtensionState",
      `State transition from Ready to Ready failed for extension ${extension.identifier}. ` +
        "Error: State transition is not allowed",
    ]);
    extension.guest.hangUp();
    await turn();
    void second.next(extension.identifier).catch(() => {});
    await turn();
    assert.equal(second.guest.received, "");
  });

  test("refuses who does not say who it is, or nobody knows", async (context) => {
    const { extension } = extensionsFixture(context);
    assert.deepEqual(errorOf(await extension.next("")), [
      403,
      "Extension.MissingExtensionIdentifier",
      "Missing Lambda-Extension-Identifier header",
    ]);
    assert.deepEqual(errorOf(await extension.next("me")), [
      403,
      "Extension.InvalidExtensionIdentifier",
      "Invalid Lambda-Extension-Identifier",
    ]);
    const stranger = "a1b2c3d4-5678-90ab-cdef-0123456789ab";
    assert.deepEqual(errorOf(await extension.next(stranger)), [
      403,
      "Extension.UnknownExtensionIdentifier",
      `Unknown extension ${stranger}`,
    ]);
  });

  test("tells whoever waits for extensions that there is one more that is ready", async (context) => {
    const { extension, changes } = extensionsFixture(context);
    await extension.register("watch");
    await turn();
    assert.equal(changes(), 1);
    void extension.next().catch(() => {});
    await turn();
    assert.equal(changes(), 2);
  });
});

describe("POST /extension/init/error and exit/error", () => {
  test("are accepted, and name what ends the environment when the extension exits", async (context) => {
    const { extension, extensions } = extensionsFixture(context);
    await extension.register("watch");
    const answer = await extension.reportError("init", "Extension.ConfigInvalid");
    assert.deepEqual([answer.statusCode, answer.body], [202, '{"status":"OK"}\n']);
    assert.equal(extensions.reportedError, "Extension.InitError");
    assert.equal(extensions.findExternal("watch")?.errorType, "Extension.ConfigInvalid");
    assert.equal((await extension.reportError("init", "Extension.Other")).statusCode, 202);
    assert.equal(extensions.findExternal("watch")?.errorType, "Extension.ConfigInvalid");
  });

  test("say what is wrong", async (context) => {
    const { extension } = extensionsFixture(context);
    await extension.register("watch");
    assert.deepEqual(errorOf(await extension.reportError("exit", undefined)), [
      403,
      "Extension.MissingHeader",
      "Lambda-Extension-Function-Error-Type not found",
    ]);
  });

  test("come in their time", async (context) => {
    const { extension, connect } = extensionsFixture(context);
    await extension.register("watch");
    void extension.next().catch(() => {});
    await turn();
    const other = connect();
    other.identifier = extension.identifier;
    assert.match(String(errorOf(await other.reportError("init", "Extension.Late"))), /from Ready to InitError failed/);
    assert.equal((await other.reportError("exit", "Extension.Broken")).statusCode, 202);
  });
});
