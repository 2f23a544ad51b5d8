import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { extensionProgram } from "./extension-program.ts";
import { realInvoker } from "./real-invoker.ts";

const TALKING = {
  "index.js": "console.log('loading'); exports.handler = async () => { console.log('handling'); return 'hello'; };",
};

/** Listens over HTTP, subscribes, and prints the type of every event that it gets, or the whole of it. */
const subscribe = (path: string, body: object): string => `
  let isRuntimeDone = false;
  let isReported = false;
  const print = (event) => {
    isRuntimeDone ||= event.type === "platform.runtimeDone";
    isReported ||= event.type === "platform.report";
    say("got", event.type, typeof event.record === "string" ? event.record.trim().split("\\t").at(-1) : JSON.stringify(event.record));
  };
  require("http").createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => { JSON.parse(body).forEach(print); response.end("OK"); });
  }).listen(4243, "sandbox.localdomain");
  const subscription = await call("PUT", ${JSON.stringify(path)}, asMe, ${JSON.stringify(body)});
  say("subscribed", subscription.status, subscription.text);`;

/** Done with an invocation when the runtime is, and with the environment when its only invocation was reported. */
const onEvent = `
  while (event.eventType === "SHUTDOWN" ? !isReported : !isRuntimeDone) await new Promise((resolve) => setTimeout(resolve, 5));`;

const buffering = { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 };
const http = { protocol: "HTTP", URI: "http://sandbox.localdomain:4243/events" };

describe("telemetry for extensions in a real sandbox", () => {
  test("comes by HTTP, from the beginning of the environment to the report", async (context) => {
    const { define, defineLayer, invoke, invoker, logs, records } = await realInvoker(context);
    const types = ["platform", "function"];
    const init = subscribe("/2022-07-01/telemetry", {
      schemaVersion: "2022-12-13",
      types,
      buffering,
      destination: http,
    });
    const layer = await defineLayer({ "extensions/ears": extensionProgram({ name: "ears", init, onEvent }) });
    await invoke(await define(TALKING, { layers: [layer] }), {}, { requestId: "1" });
    const got = () => logs.lines.filter((line) => line.startsWith("[ears] got")).map((line) => line.split(" ")[2]);
    await eventually(() => got().includes("platform.runtimeDone"));
    await eventually(() => records.length === 1);
    await invoker.retire("hello", undefined);
    await eventually(() => got().includes("platform.report"));
    assert(logs.lines.includes('[ears] subscribed 200 "OK"'));
    assert(logs.lines.includes("TELEMETRY\tName: ears\tState: Subscribed\tTypes: [Platform, Function]"));
    assert.deepEqual(got(), [
      "platform.initStart",
      "platform.telemetrySubscription",
      "function",
      "platform.initRuntimeDone",
      "platform.extension",
      "platform.initReport",
      "platform.start",
      "function",
      "platform.runtimeDone",
      "platform.report",
    ]);
    assert(logs.lines.includes("[ears] got function handling"));
  });

  test("comes by the Logs API as that has it", async (context) => {
    const { define, defineLayer, invoke, invoker, logs } = await realInvoker(context);
    const types = ["platform", "extension"];
    const init = subscribe("/2020-08-15/logs", { schemaVersion: "2021-03-18", types, buffering, destination: http });
    // What it prints about what it got would be told to it in turn.
    const quiet = init.replace('say("got"', 'event.type !== "extension" && say("got"');
    const layer = await defineLayer({ "extensions/ears": extensionProgram({ name: "ears", init: quiet, onEvent }) });
    await invoke(await define(TALKING, { layers: [layer] }), {}, { requestId: "1" });
    await invoker.retire("hello", undefined);
    await eventually(() => logs.lines.some((line) => line.startsWith("[ears] got platform.report")));
    const got = logs.lines
      .filter((line) => line.startsWith("[ears] got"))
      .map((line) => line.split(" ").slice(2).join(" "));
    assert.deepEqual(got.slice(0, 5), [
      'platform.logsSubscription {"name":"ears","state":"Subscribed","types":["platform","extension"]}',
      'platform.extension {"name":"ears","state":"Ready","events":["INVOKE","SHUTDOWN"]}',
      'platform.start {"requestId":"1","version":"$LATEST"}',
      'platform.runtimeDone {"requestId":"1","status":"success"}',
      'platform.end {"requestId":"1"}',
    ]);
    assert.match(
      got[5] ?? "",
      /^platform.report {"requestId":"1","metrics":{"durationMs":[\d.]+,"billedDurationMs":\d+,/,
    );
  });

  test("comes by TCP, a line for each event", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const init = `
      let awaited = 0;
      const print = (line) => {
        const said = JSON.parse(line).record.trim().split("\\t").at(-1);
        say("got", said);
        if (said === "handling") awaited -= 1;
      };
      require("net").createServer((socket) => socket.on("data", (bytes) => {
        bytes.toString().trim().split("\\n").forEach(print);
      })).listen(4243, "sandbox.localdomain");
      say("subscribed", (await call("PUT", "/2022-07-01/telemetry", asMe, ${JSON.stringify({
        schemaVersion: "2022-07-01",
        types: ["function"],
        buffering,
        destination: { protocol: "TCP", port: 4243 },
      })})).status);`;
    // The environment is frozen when nobody is busy.
    const untilDelivered = `awaited += event.eventType === "INVOKE" ? 1 : 0;
      while (awaited > 0) await new Promise((resolve) => setTimeout(resolve, 5));`;
    const ears = extensionProgram({ name: "ears", init, onEvent: untilDelivered });
    const layer = await defineLayer({ "extensions/ears": ears });
    const talking = await define(TALKING, { layers: [layer] });
    await invoke(talking);
    await invoke(talking);
    await eventually(() => logs.lines.filter((line) => line === "[ears] got handling").length === 2);
    assert(logs.lines.includes("[ears] got loading"));
  });

  test("can be had by an internal extension, which hears of invocations too", async (context) => {
    const { define, invoke, logs } = await realInvoker(context);
    const code = `
      const http = require("http");
      const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
      const call = (method, path, headers, body) => new Promise((resolve) => {
        const request = http.request({ host, port, method, path, headers }, (response) => {
          let text = "";
          response.on("data", (piece) => (text += piece));
          response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
        });
        request.end(body && JSON.stringify(body));
      });
      const inside = async () => {
        const shutdown = await call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": "inner" }, { events: ["SHUTDOWN"] });
        console.log("refused", shutdown.text.trim());
        const { headers } = await call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": "inner" }, { events: ["INVOKE"] });
        const asMe = { "Lambda-Extension-Identifier": headers["lambda-extension-identifier"] };
        (async () => { for (;;) console.log("inner", JSON.parse((await call("GET", "/2020-01-01/extension/event/next", asMe)).text).requestId); })();
      };
      const ready = inside();
      exports.handler = async () => { await ready; return "hello"; };`;
    // The runtime is initialised when its module is loaded; a module that is awaited has registered by then.
    const hello = await define({
      "index.mjs": `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n${code.replace("const ready = inside()", "await inside()").replace("exports.handler = async () => { await ready;", "export const handler = async () => {")}`,
    });
    await invoke(hello, {}, { requestId: "1" });
    await invoke(hello, {}, { requestId: "2" });
    const said = () => logs.lines.map((line) => line.split("\t").at(-1));
    await eventually(() => said().includes("inner 2"));
    const refused = '{"errorMessage":"SHUTDOWN: ErrorInvalidEventType","errorType":"Extension.InvalidEventType"}';
    assert(said().includes(`refused ${refused}`));
    assert(logs.lines.includes("EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]"));
  });
});
