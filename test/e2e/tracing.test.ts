import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";

const TRACED = `exports.handler = async () => process.env._X_AMZN_TRACE_ID;`;
const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** Takes spans as any OpenTelemetry collector does. */
const startCollector = async () => {
  const spans: SentSpan[] = [];
  const keys: unknown[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    spans.push(...JSON.parse(await text(request)).resourceSpans[0].scopeSpans[0].spans);
    keys.push(request.headers["x-key"]);
    response.end("{}");
    server.emit("spans");
  };
  const server: Server = createServer((request, response) => void take(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { server, spans, keys, endpoint: `http://127.0.0.1:${port}` };
};

describe("tracing", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let answerHeaders: Readonly<Record<string, string>> = {};

  const invoke = async (FunctionName: string, traceHeader?: string): Promise<InvokeCommandOutput> => {
    const command = new InvokeCommand({ FunctionName, LogType: "Tail" });
    command.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { readonly headers: Record<string, string> };
        if (traceHeader !== undefined) request.headers["x-amzn-trace-id"] = traceHeader;
        const result = await next(args);
        answerHeaders = (result.response as { readonly headers: Record<string, string> }).headers;
        return result;
      },
      { step: "build" },
    );
    return lambda.send(command);
  };

  before(async () => {
    collector = await startCollector();
    server = await TestServer.start({
      args: ["--otlp-endpoint", collector.endpoint, "--otlp-headers", "x-key=secret"],
    });
    lambda = new LambdaClient(server.clientOptions);
    await createNodeFunction(lambda, "traced", TRACED, { TracingConfig: { Mode: "Active" } });
    await createNodeFunction(lambda, "passing", TRACED);
  });

  after(async () => {
    lambda.destroy();
    await server[Symbol.asyncDispose]();
    collector.server.close();
  });

  test("gives a traced function a segment of its own, and says it in the answer, the log and to the collector", async () => {
    const sent = once(collector.server, "spans");
    const { Payload, LogResult = "" } = await invoke("traced", `Root=${ROOT};Parent=${PARENT};Sampled=1`);
    const [, segmentId = ""] =
      /^"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=([0-9a-f]{16});Sampled=1;/.exec(textOf(Payload)) ?? [];
    assert.notEqual(segmentId, PARENT);
    assert.equal(`"${answerHeaders["x-amzn-trace-id"]}"`, textOf(Payload));
    const log = Buffer.from(LogResult, "base64").toString();
    assert.match(log, new RegExp(`XRAY TraceId: ${ROOT}\\tSegmentId: ${segmentId}\\tSampled: true`));
    await sent;
    const [service, own, ...parts] = collector.spans;
    assert.deepEqual(service?.parentSpanId, PARENT);
    assert.deepEqual([own?.spanId, own?.parentSpanId], [segmentId, service?.spanId]);
    assert.deepEqual(
      parts.map(({ name, parentSpanId, traceId }) => ({ name, parentSpanId, traceId })),
      ["Initialization", "Invocation", "Overhead"].map((name) => ({
        name,
        parentSpanId: segmentId,
        traceId: "5759e988bd862e3fe1be46a994272793",
      })),
    );
    assert.deepEqual(collector.keys, ["secret"]);
  });

  test("begins a trace for who has none, and passes one through a function that is not traced", async () => {
    const undecided = textOf((await invoke("passing")).Payload);
    assert.match(undecided, /^"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;/);
    const received = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
    const { Payload, LogResult = "" } = await invoke("passing", received);
    assert.ok(textOf(Payload).startsWith(`"${received}`), textOf(Payload));
    assert.doesNotMatch(Buffer.from(LogResult, "base64").toString(), /XRAY/);
  });
});
