import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { extensionProgram } from "./extension-program.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { realInvoker, text } from "./real-invoker.ts";

const HELLO = {
  "index.js": "console.log('loading'); exports.handler = async () => { console.log('handling'); return 'hello'; };",
};

/** Passes the runtime's requests on, each when it has arrived whole. */
const PROXY = extensionProgram({
  name: "between",
  events: [],
  init: `require("http").createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", async () => {
      const body = request.method === "POST" ? Buffer.concat(pieces) : undefined;
      if (body) await new Promise((resolve) => setTimeout(resolve, 20));
      const answer = await fetch(api + request.url, { method: request.method, body });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
  }).listen(9009);`,
});

describe("an external extension in a real sandbox", () => {
  test("registers before the runtime starts, hears of invocations, and of the end", async (context) => {
    const { define, defineLayer, invoke, invoker, logs } = await realInvoker(context);
    const layer = await defineLayer({ "extensions/watch": extensionProgram({ name: "watch" }) });
    const hello = await define(HELLO, { layers: [layer] });
    assert.equal(text((await invoke(hello, {}, { requestId: "one" })).payload), '"hello"');
    assert.equal(text((await invoke(hello, {}, { requestId: "two" })).payload), '"hello"');
    await invoker.retire("hello", undefined);
    await eventually(() => logs.lines.some((line) => line.includes("SHUTDOWN SPINDOWN")));
    assert.deepEqual(
      logs.lines.filter((line) => line.startsWith("[watch]")),
      [
        '[watch] registered 200 {"functionName":"hello","functionVersion":"$LATEST","handler":"index.handler"}',
        "[watch] event INVOKE one",
        "[watch] event INVOKE two",
        "[watch] event SHUTDOWN SPINDOWN",
      ],
    );
    const [, registered, loading, extension, start] = logs.lines;
    assert.match(registered ?? "", /registered/);
    assert.match(loading ?? "", /loading/);
    assert.equal(extension, "EXTENSION\tName: watch\tState: Ready\tEvents: [INVOKE,SHUTDOWN]");
    assert.equal(start, "START RequestId: one Version: $LATEST");
  });

  test("may stand between the runtime and the Runtime API, one request after the other", async (context) => {
    const { define, defineLayer, invoke, logs } = await realInvoker(context);
    const wrapper = '#!/bin/sh\nexport AWS_LAMBDA_RUNTIME_API=127.0.0.1:9009\nexec "$@"\n';
    const layer = await defineLayer({ "extensions/between": PROXY, wrapper });
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" };
    const node = await define(HELLO, { layers: [layer], environment });
    assert.equal(text((await invoke(node, {}, { requestId: "one" })).payload), '"hello"');
    assert.equal(text((await invoke(node, {}, { requestId: "two" })).payload), '"hello"');
    assert.equal(logs.lines.filter((line) => line.endsWith("handling")).length, 2);
    const handler = "def handler(event, context):\n  print('handling in Python')\n  return 'hello'\n";
    const settings = { layers: [layer], environment, runtime: PYTHON, handler: "app.handler" };
    const python = await define({ "app.py": handler }, settings);
    assert.equal(text((await invoke(python)).payload), '"hello"');
    assert.equal(text((await invoke(python)).payload), '"hello"');
    assert.equal(logs.lines.filter((line) => line.endsWith("handling in Python")).length, 2);
  });
});
