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
    onEmptyLoop = () => (handler.constructor.name === "AsyncFunction" ? reject(neverSettled()) : resolve(null));
    const done = (error, result) => (isPresent(error) ? reject(error) : resolve(result));
    const callback = (error, result) => {
      if (isPresent(error) || !context.callbackWaitsForEmptyEventLoop) done(error, result);
      else onEmptyLoop = () => resolve(result);
    };
    const onlyFirst = oneOf();
    context.callbackWaitsForEmptyEventLoop = true;
    context.done = onlyFirst(done);
    context.succeed = onlyFirst((result) => done(null, result));
    context.fail = onlyFirst((error) => done(error ?? "handled"));
    try {
      const returned = handler(event, context, onlyFirst(callback));
      if (typeof returned?.then === "function") returned.then(context.succeed, context.fail);
    } catch (error) {
      context.fail(error);
    }
  });

const isPresent = (value) => value !== undefined && value !== null;

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

/**
 * Runs a handler that writes its answer to `stream`; over when it has returned and the platform has everything.
 */
const runStreamingHandler = async (handler, event, { stream, context }) => {
  const unfinished = new Promise((_resolve, reject) => {
    onEmptyLoop = () => reject(new Error("Response stream is not finished."));
  });
  const finished = new Promise((resolve, reject) => {
    stream.on("finish", resolve);
    stream.on("error", reject);
  });
  // Which of them fails first is told; the others must not count as unhandled.
  unfinished.catch(() => {});
  finished.catch(() => {});
  const returned = handler(event, stream, context);
  if (typeof returned?.then !== "function") throw new Error("Streaming does not support non-async handlers.");
  if ((await Promise.race([returned, unfinished])) !== undefined) {
    console.warn("Streaming handlers ignore return values.");
  }
  await Promise.race([finished, unfinished]);
};

module.exports = { runHandler, runCallbackHandler, runStreamingHandler };
