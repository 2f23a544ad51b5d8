"use strict";

const { types } = require("node:util");

/** An error of the runtime's own, reported as `Runtime.<name>`. */
const runtimeError = (name, message) => {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  // The stack's first line was written before the name was known. Functions may have changed what a stack is.
  const frames = String(error.stack).split("\n    at ").slice(1);
  error.stack = [`${error.name}: ${message}`, ...frames].join("\n    at ");
  return error;
};

const unhandledRejection = (reason, promise) =>
  Object.assign(runtimeError("UnhandledPromiseRejection", String(reason)), { reason, promise });

const neverSettled = () =>
  runtimeError(
    "NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise " +
      "that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );

const looksLikeError = (value) =>
  types.isNativeError(value) ||
  (typeof value?.name === "string" && typeof value.message === "string" && typeof value.stack === "string");

/** What the Runtime API is told of an error. PARITY: a thrown value that is no Error is named by its type. */
const toPayload = (error) => {
  try {
    if (!looksLikeError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    return {
      errorType: escapeDelete(String(error.name)),
      errorMessage: escapeDelete(String(error.message)),
      trace: escapeDelete(String(error.stack)).split("\n"),
    };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
      trace: [],
    };
  }
};

/** PARITY: the ASCII DEL character is the only one AWS escapes itself. */
const escapeDelete = (text) => text.replaceAll("\x7f", "%7F");

/** For the log: an error with its own properties, which JSON.stringify would leave out. PARITY: begins with a tab. */
const toLogText = (error) => {
  try {
    return `\t${JSON.stringify(error, (_key, value) => (value instanceof Error ? withOwnProperties(value) : value))}`;
  } catch {
    return `\t${JSON.stringify(toPayload(error))}`;
  }
};

const withOwnProperties = (error) => {
  const properties = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
  if (typeof error.stack === "string") properties.stack = error.stack.split("\n");
  return properties;
};

module.exports = { runtimeError, unhandledRejection, neverSettled, toPayload, toLogText };
