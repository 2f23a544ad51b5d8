import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { newRequestId } from "../../src/base/ids.ts";
import type { ResponseSink } from "../../src/services/lambda/invoke/contract.ts";
import type { FunctionVersion } from "../../src/services/lambda/model/function-version.ts";
import { realInvoker } from "./real-invoker.ts";

const invocationOf = (functionVersion: FunctionVersion, responseSink: ResponseSink) => ({
  requestId: newRequestId(),
  functionVersion,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:hello",
  payload: Buffer.from("{}"),
  clientContext: undefined,
  traceHeader: undefined,
  wantsLogTail: false,
  responseSink,
});

/** Writes until nobody takes any more for half a second, and says how far it came; 100 MiB at most. */
const EAGER = `const { once } = require("node:events");
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  let mebibytes = 0;
  let isHeldBack = false;
  while (mebibytes < 100 && !isHeldBack) {
    mebibytes++;
    if (stream.write(Buffer.alloc(1_048_576))) continue;
    const silence = new Promise((resolve) => setTimeout(resolve, 500, "silence"));
    isHeldBack = (await Promise.race([once(stream, "drain"), silence])) === "silence";
  }
  console.log("held back", isHeldBack, "after", mebibytes);
  stream.end();
});`;

/** Answers behind its runtime's back: a million chunks of one byte, 20,000 at a time. */
const CRUMBS = `const { connect } = require("node:net");
const { once } = require("node:events");
exports.handler = async (event, { awsRequestId }) => {
  const socket = connect(9001, "127.0.0.1");
  socket.write("POST /2018-06-01/runtime/invocation/" + awsRequestId + "/response HTTP/1.1\\r\\n" +
    "Lambda-Runtime-Function-Response-Mode: streaming\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n");
  const crumbs = "1\\r\\nx\\r\\n".repeat(20_000);
  for (let count = 0; count < 50; count++) if (!socket.write(crumbs)) await once(socket, "drain");
  socket.write("0\\r\\n\\r\\n");
  await once(socket, "data");
  socket.destroy();
};`;

/** Does with its stream what it is told, and knows how often it has run. */
const OBEDIENT = `let runs = 0;
exports.handler = awslambda.streamifyResponse(async (what, stream) => {
  runs += 1;
  stream.write("run " + runs);
  if (what === "fail") throw new Error("told to");
  if (what === "break off") stream.destroy(new Error("told to"));
  stream.end();
});`;

describe("a function that streams", () => {
  test("streams on from the same environment, also after a response that failed or broke off", async (context) => {
    const { define, invoker } = await realInvoker(context);
    const obedient = await define({ "index.js": OBEDIENT }, { timeoutSeconds: 60, memoryMiB: 512 });
    const run = async (what: string): Promise<readonly [string, string | undefined]> => {
      const pieces: Uint8Array[] = [];
      const sink: ResponseSink = { begin: () => undefined, write: (piece) => void pieces.push(Buffer.from(piece)) };
      // The log tail comes when the environment is at rest, and can be had again.
      const payload = Buffer.from(JSON.stringify(what));
      const invocation = { ...invocationOf(obedient, sink), payload, wantsLogTail: true };
      const { functionError } = await invoker.invoke(invocation);
      return [Buffer.concat(pieces).toString(), functionError];
    };
    assert.deepEqual(await run("end"), ["run 1", undefined]);
    assert.deepEqual(await run("fail"), ["run 2", "Unhandled"]);
    assert.deepEqual(await run("end"), ["run 3", undefined]);
    const [, brokenOff] = await run("break off");
    assert.equal(brokenOff, "Unhandled");
    assert.deepEqual(await run("end"), ["run 5", undefined]);
  });

  test("is held back by a caller who takes nothing", async (context) => {
    const { define, invoker, logs } = await realInvoker(context);
    const eager = await define({ "index.js": EAGER }, { timeoutSeconds: 60, memoryMiB: 512 });
    const wanted = Promise.withResolvers<void>();
    let bytes = 0;
    const sink: ResponseSink = {
      begin: () => undefined,
      write: (piece) => {
        bytes += piece.byteLength;
        return wanted.promise;
      },
    };
    const running = invoker.invoke(invocationOf(eager, sink));
    const said = () => logs.lines.find((line) => line.includes("held back"));
    while (said() === undefined) await delay(50);
    assert.match(said() ?? "", /held back true after \d{1,2}\n?$/);
    assert.equal(bytes > 0 && bytes <= 65_536, true, `${bytes} bytes were taken`);
    wanted.resolve();
    assert.equal((await running).functionError, undefined);
  });

  test("may do so in a million chunks of one byte", async (context) => {
    const { define, invoker } = await realInvoker(context);
    const crumbs = await define({ "index.js": CRUMBS }, { timeoutSeconds: 60, memoryMiB: 512 });
    let bytes = 0;
    const sink: ResponseSink = { begin: () => undefined, write: (piece) => void (bytes += piece.byteLength) };
    assert.equal((await invoker.invoke(invocationOf(crumbs, sink))).functionError, undefined);
    assert.equal(bytes, 1_000_000);
  });
});
