"use strict";

/**
 * The Node.js runtime: loads the handler, then takes one invocation after the other from the Runtime API.
 * Runs inside the sandbox under every Node.js version Lambkin offers; needs nothing but Node.js.
 */
const { RuntimeApi } = require("./runtime-api.cjs");
const { patchConsole, setInvocation, logError } = require("./console.cjs");
const { createContext } = require("./context.cjs");
const { runtimeError, unhandledRejection, toPayload } = require("./errors.cjs");
const { loadHandler, NODE_MAJOR } = require("./handler.cjs");
const { runHandler, runCallbackHandler } = require("./run-handler.cjs");

const api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
/** Undefined until the first invocation: failures before it are failures of the initialization. */
let currentRequestId;

/** Reports what no handler caught and ends the process. PARITY: the exit codes are AWS's. */
const die = (title, error, exitCode) => {
  logError(title, error);
  // A connection of its own: the other one may be waiting for the next invocation.
  const report = new RuntimeApi(api.address);
  const payload = toPayload(error);
  const sent = currentRequestId === undefined ? report.failInit(payload) : report.fail(currentRequestId, payload);
  sent.finally(() => process.exit(exitCode)).catch(() => {});
};

const initialize = async () => {
  patchConsole();
  process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason, promise) =>
    die("Unhandled Promise Rejection", unhandledRejection(reason, promise), 128),
  );
  try {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    refuseCallbacks(handler);
    return handler;
  } catch (error) {
    die(NODE_MAJOR >= 24 ? "Init Error" : "Uncaught Exception", error, 129);
    return new Promise(() => {});
  }
};

const refuseCallbacks = (handler) => {
  if (handler.length < 3) return;
  if (NODE_MAJOR >= 24) {
    throw runtimeError(
      "CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
};

/** PARITY: nothing at all is `null`, and so is a function or symbol, which JSON cannot express. */
const serialize = (result) => {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw runtimeError("JSONStringifyError", "Unable to stringify response body");
  }
};

const invoke = async (handler, { headers, body }) => {
  currentRequestId = headers["lambda-runtime-aws-request-id"];
  setInvocation({ requestId: currentRequestId, tenantId: headers["lambda-runtime-aws-tenant-id"] });
  const traceId = headers["lambda-runtime-trace-id"];
  if (traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = traceId;
  let json;
  try {
    const run = NODE_MAJOR >= 24 ? runHandler : runCallbackHandler;
    json = serialize(await run(handler, JSON.parse(body), createContext(headers)));
  } catch (error) {
    logError("Invoke Error", error);
    return api.fail(currentRequestId, toPayload(error));
  }
  return api.succeed(currentRequestId, json);
};

const main = async () => {
  const handler = await initialize();
  for (;;) await invoke(handler, await api.next());
};

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
