import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { json, realInvoker, text } from "./real-invoker.ts";

/** Helpers for functions that talk to the Runtime API behind their runtime's back. */
const POST = `
const http = require("node:http");
const post = (path, body) => new Promise((resolve, reject) => {
  const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
  const request = http.request({ host, port, path: "/2018-06-01/runtime/" + path, method: "POST" }, (response) => {
    let text = ""; response.on("data", (chunk) => (text += chunk)); response.on("end", () => resolve([response.statusCode, text]));
  });
  request.on("error", reject); request.end(body);
});
`;

describe("a function that means harm", () => {
  test("cannot answer for another request", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = `${POST} exports.handler = async ({ id }) => post("invocation/" + id + "/response", '"forged"');`;
    const forger = await define({ "index.js": handler });
    const [statusCode, answer] = json(await invoke(forger, { id: "00000000-0000-4000-8000-000000000000" })) as [
      number,
      string,
    ];
    assert.equal(statusCode, 400);
    assert.equal((JSON.parse(answer) as { errorType: string }).errorType, "InvalidRequestID");
  });

  test("cannot answer twice: the first answer counts", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = `${POST} exports.handler = async (event, { awsRequestId }) => {
      await post("invocation/" + awsRequestId + "/response", '"first"');
      return "second";
    };`;
    const hasty = await define({ "index.js": handler });
    assert.equal(text((await invoke(hasty)).payload), '"first"');
  });

  test("cannot crash the server by what it sends to the Runtime API", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = `const net = require("node:net");
    const send = (text) => new Promise((resolve) => {
      const socket = net.connect(9001, "127.0.0.1", () => socket.write(text));
      socket.on("data", () => {}); socket.on("error", resolve); socket.on("close", resolve);
      setTimeout(() => socket.destroy(), 50);
    });
    exports.handler = async () => {
      await send("\\0\\0\\0\\r\\n\\r\\n");
      await send("GET / HTTP/9.9\\r\\n\\r\\n");
      await send("POST /2018-06-01/runtime/init/error HTTP/1.1\\r\\nContent-Length: 99999999999\\r\\n\\r\\n");
      await send("POST /2018-06-01/runtime/invocation/x/response HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n");
      await Promise.all(Array.from({ length: 100 }, () => send("GET /2018-06-01/ping HTTP/1.1\\r\\n\\r\\n".repeat(100))));
      return "alive";
    };`;
    const vandal = await define({ "index.js": handler }, { timeoutSeconds: 30, memoryMiB: 512 });
    assert.equal(text((await invoke(vandal)).payload), '"alive"');
    assert.equal(text((await invoke(vandal)).payload), '"alive"');
  });

  test("does nothing between its invocations", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = `let lastMs = performance.now(), longestMs = 0;
    setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    exports.handler = async () => new Promise((resolve) => setTimeout(() => resolve(longestMs), 50));`;
    const restless = await define({ "index.js": handler }, { memoryMiB: 1_769 });
    await invoke(restless);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const longestMs = json(await invoke(restless)) as number;
    assert.ok(longestMs > 500, `${longestMs} ms were the longest between two ticks`);
  });

  test("cannot drown the server in a million log lines, and loses none of them", async (context) => {
    const { define, invoke, logs } = await realInvoker(context);
    const handler = `const fs = require("node:fs");
    exports.handler = async () => {
      const lines = "a line of the log\\n".repeat(1_000);
      for (let i = 0; i < 1_000; i++) fs.writeSync(1, lines);
      fs.writeSync(1, "the last line\\n");
    };`;
    const flood = await define({ "index.js": handler }, { timeoutSeconds: 60, memoryMiB: 1_769 });
    const before = process.memoryUsage().rss;
    const { logTail } = await invoke(flood, {}, { wantsLogTail: true });
    const grownMiB = (process.memoryUsage().rss - before) / 1_048_576;
    // INIT_START, START, END and REPORT besides.
    assert.equal(logs.count, 1_000_001 + 4);
    assert.match(text(logTail), /\na line of the log\nthe last line\nEND RequestId: .*\nREPORT .*\n$/);
    assert.ok(grownMiB < 200, `the server grew by ${grownMiB.toFixed(0)} MiB`);
  });

  test("has all that it wrote before its answer in the log before END", async (context) => {
    const { define, invoke } = await realInvoker(context);
    const handler = `exports.handler = async ({ n }) => {
      for (let i = 0; i < 500; i++) process.stdout.write(i + " " + "x".repeat(100) + "\\n");
      process.stderr.write("last of " + n + "\\n");
    };`;
    const burst = await define({ "index.js": handler }, { memoryMiB: 1_769 });
    for (let n = 0; n < 20; n += 1) {
      const { logTail } = await invoke(burst, { n }, { wantsLogTail: true });
      const tail = text(logTail);
      assert.ok(tail.includes(`last of ${n}\n`), "standard error");
      assert.ok(tail.includes("\n499 xxx"), "standard output");
      assert.match(tail, /END RequestId: .*\nREPORT .*\n$/);
    }
  });
});
