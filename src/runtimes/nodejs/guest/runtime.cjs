"use strict";

/**
 * The Node.js runtime: loads the handler, then takes one invocation after the other from the Runtime API.
 * Runs inside the sandbox under every Node.js version Lambkin offers; needs nothing but Node.js. Nothing here looks at
 * the environment before `run`: it may be loaded before that is known.
 */
const { defineGlobal, streamingOf, setInvokeStore } = require("./awslambda.cjs");
const { patchConsole, setInvocation, logError } = require("./console.cjs");
const { createContext } = require("./context.cjs");
const { runtimeError, unhandledRejection, toPayload } = require("./errors.cjs");
const { loadHandler, NODE_MAJOR } = require("./handler.cjs");
const { begin: beginHeadStart } = require("./head-start.cjs");
const { runHandler, runCallbackHandler, runStreamingHandler } = require("./run-handler.cjs");
const { RuntimeApi } = require("./runtime-api.cjs");
const { setTraceId } = require("./trace-id.cjs");

let api;
/** Undefined until the first invocation: failures before it are failures of the initialization. */
let currentRequestId;

/** Reports what no handler caught and ends the process. PARITY: the exit codes are AWS's. */
const die = (title, error, exitCode) => {
  logError(title, error);
  // A connection of its own: the other one may be waiting for the next invocation.
  const report = new RuntimeApi(api.address);
  const payload = toPayload(error);
  const sent = currentRequestId === undefined ? report.failInit(payload) : report.fail(currentRequestId, payload);
  sent.catch(() => {}).finally(() => process.exit(exitCode));
};

const initialize = async () => {
  defineGlobal();
  patchConsole();
  process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason, promise) =>
    die("Unhandled Promise Rejection", unhandledRejection(reason, promise), 128),
  );
  try {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    checkSignature(handler);
    return handler;
  } catch (error) {
    die(NODE_MAJOR >= 24 ? "Init Error" : "Uncaught Exception", error, 129);
    return new Promise(() => {});
  }
};

/** PARITY: a third parameter means a callback, which Node.js 24 on AWS refuses and earlier ones warn of. */
const checkSignature = (handler) => {
  if (handler.length < 3 || streamingOf(handler) !== undefined) return;
  if (NODE_MAJOR >= 24) {
    throw runtimeError(
      "CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  const isAsync = handler.constructor.name === "AsyncFunction";
  if (isAsync || process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined) return;
  console.warn(
    "AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.",
  );
};

/** PARITY: nothing at all is `null`; so is a function, which JSON cannot express. */
const serialize = (result) => {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw runtimeError("JSONStringifyError", "Unable to stringify response body");
  }
};

/** Makes the invocation known to log lines, to the X-Ray SDK and to whoever asks the invoke store. */
const announce = (headers) => {
  currentRequestId = headers.get("lambda-runtime-aws-request-id");
  const traceId = headers.get("lambda-runtime-trace-id");
  const tenantId = headers.get("lambda-runtime-aws-tenant-id");
  const invocation = { requestId: currentRequestId, traceId, tenantId };
  setInvocation(invocation);
  setInvokeStore(invocation);
  setTraceId(traceId);
};

const answer = async (handler, { headers, body }) => {
  const run = NODE_MAJOR >= 24 ? runHandler : runCallbackHandler;
  let json;
  try {
    json = serialize(await run(handler, JSON.parse(body), createContext(headers)));
  } catch (error) {
    logError("Invoke Error", error);
    return api.fail(currentRequestId, toPayload(error));
  }
  return api.succeed(currentRequestId, json);
};

const answerWithStream = async (handler, { headers, body }) => {
  const { ResponseStream } = require("./response-stream.cjs");
  const stream = new ResponseStream(api, currentRequestId, streamingOf(handler).highWaterMark);
  try {
    await runStreamingHandler(handler, JSON.parse(body), { stream, context: createContext(headers) });
  } catch (error) {
    logError("Invoke Error", error);
    if (stream.hasBegun) await stream.fail(error);
    else await api.fail(currentRequestId, toPayload(error));
  }
};

const serve = async () => {
  api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
  const headStart = beginHeadStart();
  const handler = await initialize();
  await headStart?.end();
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === "snap-start") {
    await require("./snapshots.cjs").goOnFromSnapshot(api);
  }
  const respond = streamingOf(handler) === undefined ? answer : answerWithStream;
  for (;;) {
    const invocation = await api.next();
    announce(invocation.headers);
    await respond(handler, invocation);
  }
};

const run = () => {
  serve().catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
};

module.exports = { run };
