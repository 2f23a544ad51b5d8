"use strict";

const { neverSettled } = require("./errors.cjs");

let onEmptyLoop = () => {};
process.on("beforeExit", () => onEmptyLoop());

/**
 * Runs a handler of Node.js 24 and later: what it returns or awaits is the result.
 * A promise that can never settle leaves the event loop empty and fails the invocation.
 */
const runHandler = (handler, event, context) =>
  new Promise((resolve, reject) => {
    onEmptyLoop = () => reject(neverSettled());
    Promise.resolve(handler(event, context)).then(resolve, reject);
  });

/**
 * Runs a handler of Node.js 22 and earlier, which may also answer by callback or by `context.done` and its
 * relatives. The first answer counts. An answer by callback waits until the event loop is empty unless
 * `context.callbackWaitsForEmptyEventLoop` is false; a handler that never answers gives `null`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
const runCallbackHandler = (handler, event, context) =>
  new Promise((resolve, reject) => {
    let waitsForEmptyLoop = true;
    onEmptyLoop = () => (handler.constructor.name === "AsyncFunction" ? reject(neverSettled()) : resolve(null));
    const done = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    const callback = (error, result) => {
      if ((error === undefined || error === null) && waitsForEmptyLoop) onEmptyLoop = () => resolve(result);
      else done(error, result);
    };
    const onlyFirst = oneOf();
    Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
      enumerable: true,
      get: () => waitsForEmptyLoop,
      set: (value) => {
        waitsForEmptyLoop = value;
      },
    });
    context.done = onlyFirst(done);
    context.succeed = onlyFirst((result) => done(null, result));
    context.fail = onlyFirst((error) => done(error ?? "handled"));
    try {
      const returned = handler(event, context, onlyFirst(callback));
      if (typeof returned?.then === "function") returned.then(context.succeed, context.fail);
    } catch (error) {
      onlyFirst(done)(error);
    }
  });

/** Wraps functions so that only the first call to any of them has an effect. */
const oneOf = () => {
  let isAnswered = false;
  return (answer) =>
    (...values) => {
      if (isAnswered) return;
      isAnswered = true;
      answer(...values);
    };
};

module.exports = { runHandler, runCallbackHandler };
