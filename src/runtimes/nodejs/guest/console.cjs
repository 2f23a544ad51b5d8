"use strict";

const { format } = require("node:util");
const { toLogText } = require("./errors.cjs");

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
let isJson = false;

/** What log lines say about the invocation under way. PARITY: before the first one, `undefined` up to Node.js 22. */
let requestId = Number.parseInt(process.versions.node, 10) < 24 ? undefined : "-";
let tenantId;

const setInvocation = (invocation) => {
  ({ requestId, tenantId } = invocation);
};

/** Replaces `console` by AWS's: each line with time, request id and level, or a JSON object; quiet below the level. */
const patchConsole = () => {
  const wanted = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "TRACE");
  isJson = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  const write = isJson ? writeJson : writeText;
  const method = (level) => (LEVELS.indexOf(level) < wanted ? () => {} : (...values) => write(level, values));
  console.trace = method("TRACE");
  console.debug = method("DEBUG");
  console.info = method("INFO");
  console.log = console.info;
  console.warn = method("WARN");
  console.error = method("ERROR");
  console.fatal = method("FATAL");
};

const writeText = (level, values) =>
  writeLine(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`);

const writeJson = (level, values) => {
  const record = { timestamp: new Date().toISOString(), level, requestId };
  if (tenantId !== undefined) record.tenantId = tenantId;
  writeLine(values.length === 1 ? stringifyOne(record, values[0]) : stringifyMany(record, values));
};

/** A single value keeps its structure. */
const stringifyOne = (record, message) => {
  try {
    return JSON.stringify({ ...record, message }, (_key, value) =>
      value instanceof Error ? Object.assign(describeError(value), value) : value,
    );
  } catch {
    return JSON.stringify({ ...record, message: format(message) });
  }
};

/** Several values become text; the first error among them is described beside it. */
const stringifyMany = (record, values) => {
  const error = values.slice(1).find((value) => value instanceof Error);
  return JSON.stringify({
    ...record,
    message: format(...values),
    ...(error === undefined ? undefined : describeError(error)),
  });
};

const describeError = (error) => ({
  errorType: error.constructor?.name ?? "UnknownError",
  errorMessage: error.message,
  stackTrace: typeof error.stack === "string" ? error.stack.split("\n") : [],
});

/** One log event is one line; breaks inside it become carriage returns, which log viewers show as breaks. */
const writeLine = (text) => {
  process.stdout.write(`${text.includes("\n") ? text.replaceAll("\n", "\r") : text}\n`);
};

/** The runtime's own report of a failure, before it is told to the platform. */
const logError = (title, reason) => {
  const error = reason instanceof Error ? reason : new Error(String(reason));
  if (isJson) console.error(error);
  else console.error(title, toLogText(error));
};

module.exports = { patchConsole, setInvocation, logError };
