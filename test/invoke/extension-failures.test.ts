import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { extensionProgram } from "./extension-program.ts";
import { json, realInvoker, text } from "./real-invoker.ts";

const HELLO = { "index.js": "exports.handler = async () => 'hello';" };

describe("an extension that fails in a real sandbox", () => {
  test("by an exit before it registers: the function fails with it, however often it is tried", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/broken": "#!/bin/sh\necho broken; exit 3\n" });
    const hello = await define(HELLO, { layers: [layer] });
    const result = await invoke(hello, {}, { requestId: "1" });
    assert.equal(result.functionError, "Unhandled");
    assert.deepEqual(json(result), { errorType: "Extension.Crash", errorMessage: "RequestId: 1 Error: exit status 3" });
    assert.equal(logs.lines.filter((line) => line === "broken").length, 2);
    assert(logs.lines.includes("EXTENSION\tName: broken\tState: Started\tEvents: []"));
    await eventually(() => logs.lines.includes("RequestId: 1 Error: exit status 3\nExtension.Crash"));
    assert(logs.lines.some((line) => /Phase: invoke\tStatus: error\tError Type: Extension.Crash$/.test(line)));
  });

  test("by an error of its own initialisation, which it reports", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const init = `await call("POST", "/2020-01-01/extension/init/error",
      { ...asMe, "Lambda-Extension-Function-Error-Type": "Extension.NoKey" }, {}); process.exit(0);`;
    const layer = await defineLayer({ "extensions/keyless": extensionProgram({ name: "keyless", init }) });
    const result = await invoke(await define(HELLO, { layers: [layer] }), {}, { requestId: "1" });
    assert.deepEqual(json(result), {
      errorType: "Extension.InitError",
      errorMessage: "RequestId: 1 Error: exit code 0",
    });
    const line = "EXTENSION\tName: keyless\tState: InitError\tEvents: [INVOKE,SHUTDOWN]\tError Type: Extension.NoKey";
    assert(logs.lines.includes(line));
  });

  test("since it cannot be executed", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/text": "not a program" });
    const result = await invoke(await define(HELLO, { layers: [layer] }), {}, { requestId: "1" });
    assert.deepEqual(json(result), {
      errorType: "Extension.LaunchError",
      errorMessage: "RequestId: 1 Error: fork/exec /opt/extensions/text: exec format error",
    });
    assert(logs.lines.includes("EXTENSION\tName: text\tState: LaunchError\tEvents: []\tError Type: UnknownError"));
  });

  test("in the middle of an invocation: the caller hears of it, and so do the other extensions", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const layer = await defineLayer({
      "extensions/fragile": extensionProgram({ name: "fragile", onEvent: "process.exit(9);" }),
      "extensions/witness": extensionProgram({ name: "witness" }),
    });
    const hanging = { "index.js": "exports.handler = () => new Promise(() => setInterval(() => {}, 1000));" };
    const result = await invoke(await define(hanging, { layers: [layer] }), {}, { requestId: "1" });
    assert.deepEqual(json(result), { errorType: "Extension.Crash", errorMessage: "RequestId: 1 Error: exit status 9" });
    await eventually(() => logs.lines.includes("[witness] event SHUTDOWN FAILURE"));
  });

  test("after the function has answered: the answer counts for the caller, the crash for the report", async (context) => {
    const { define, defineLayer, invoke, records } = await realInvoker(context);
    const init = `let isRuntimeDone = false;
      require("http").createServer((request, response) => {
        request.on("data", (piece) => (isRuntimeDone ||= piece.includes("platform.runtimeDone")));
        request.on("end", () => response.end("OK"));
      }).listen(4243, "sandbox.localdomain");
      await call("PUT", "/2022-07-01/telemetry", asMe, { schemaVersion: "2022-07-01", types: ["platform"],
        buffering: { timeoutMs: 25 }, destination: { protocol: "HTTP", URI: "http://sandbox.localdomain:4243" } });`;
    const onEvent = "while (!isRuntimeDone) await new Promise((r) => setTimeout(r, 5)); process.exit(9);";
    const layer = await defineLayer({ "extensions/late": extensionProgram({ name: "late", init, onEvent }) });
    const result = await invoke(await define(HELLO, { layers: [layer] }));
    assert.equal(text(result.payload), '"hello"');
    assert.equal(records[0]?.errorType, "Extension.Crash");
  });

  test("not: it is told of the function's timeout, and the runtime of its end", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/witness": extensionProgram({ name: "witness" }) });
    const hang = `process.on("SIGTERM", () => { console.log("terminated"); process.exit(0); });
      exports.handler = () => new Promise(() => setInterval(() => {}, 1000));`;
    // All of a processor: it has less than a second to say that it was told.
    const slow = await define({ "index.js": hang }, { layers: [layer], timeoutSeconds: 1, memoryMiB: 1_769 });
    assert.match(text((await invoke(slow)).payload), /Sandbox.Timedout/);
    await eventually(() => logs.lines.includes("[witness] event SHUTDOWN TIMEOUT"));
    assert(logs.lines.some((line) => line.endsWith("terminated")));
  });

  test("not: it is told of the function's exit", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/witness": extensionProgram({ name: "witness" }) });
    const exit = await define({ "index.js": "exports.handler = () => process.exit(4);" }, { layers: [layer] });
    assert.match(text((await invoke(exit)).payload), /exit status 4/);
    await eventually(() => logs.lines.includes("[witness] event SHUTDOWN FAILURE"));
  });

  test("by taking too long after the function: the invocation times out, though its caller has the answer", async (context) => {
    const { define, defineLayer, invoke, records } = await realInvoker(context);
    const layer = await defineLayer({
      "extensions/slow": extensionProgram({ name: "slow", onEvent: "await new Promise((r) => setTimeout(r, 1e6));" }),
    });
    const result = await invoke(await define(HELLO, { layers: [layer], timeoutSeconds: 3 }));
    assert.equal(text(result.payload), '"hello"');
    assert.equal(records[0]?.status, "timeout");
  });
});
