"use strict";

/**
 * The variable `_X_AMZN_TRACE_ID`, where the X-Ray SDK, other libraries and child processes look. A process that sets a
 * variable to something new again and again grows and becomes slower, so those that do it often have a library for it,
 * which says why: native/trace-id.
 */
const path = require("node:path");

/** Loading the library takes 0.2 ms, which is as much as it saves in some fifty invocations. */
const MANY_INVOCATIONS = 100;

let invocations = 0;
let setInPlace = () => false;

const loadLibrary = () => {
  const library = { exports: {} };
  try {
    process.dlopen(library, path.join(process.env.LAMBDA_RUNTIME_DIR, "trace-id.node"));
    return library.exports;
  } catch {
    // A function may forbid its process to load libraries.
    return setInPlace;
  }
};

/** @param {string | undefined} traceId of the invocation under way */
const setTraceId = (traceId) => {
  if (traceId === undefined) {
    delete process.env._X_AMZN_TRACE_ID;
    return;
  }
  invocations += 1;
  if (invocations === MANY_INVOCATIONS) setInPlace = loadLibrary();
  if (!setInPlace(traceId)) process.env._X_AMZN_TRACE_ID = traceId;
};

module.exports = { setTraceId };
