"use strict";

/**
 * The global `awslambda`, which handlers use to answer with a stream. What it needs is loaded when it is used.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const defineGlobal = () => {
  if (["1", "true"].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA)) return;
  globalThis.awslambda = {
    streamifyResponse: (handler, options) => {
      handler[STREAMING] = "response";
      if (typeof options?.highWaterMark === "number") handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    get HttpResponseStream() {
      return require("./response-stream.cjs").HttpResponseStream;
    },
    InvokeStore: invokeStore,
    snapStart,
  };
};

const hooks = { beforeSnapshot: [], afterRestore: [] };

/** Hooks around SnapStart's snapshots. Beyond AWS, which takes none of Node.js; never called without a snapshot. */
const snapStart = {
  /** @param {() => unknown} hook awaited; the last one is called first */
  beforeSnapshot: (hook) => void hooks.beforeSnapshot.push(hook),
  /** @param {() => unknown} hook awaited; the first one is called first */
  afterRestore: (hook) => void hooks.afterRestore.push(hook),
};

/** @returns {{ highWaterMark: number | undefined } | undefined} undefined for handlers that answer at once */
const streamingOf = (handler) => (handler[STREAMING] ? { highWaterMark: handler[HIGH_WATER_MARK] } : undefined);

/** What belongs to the invocation under way, where the package `@aws/lambda-invoke-store` looks for it. */
const KEYS = {
  REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
  X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
  TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
};
/** Made when it is asked for: few functions do, and an object with such keys takes long to make. */
let values;
let invocation;

const contextValues = () => {
  if (values === undefined && invocation !== undefined) {
    const { requestId, traceId, tenantId } = invocation;
    values = { [KEYS.REQUEST_ID]: requestId, [KEYS.X_RAY_TRACE_ID]: traceId, [KEYS.TENANT_ID]: tenantId };
  }
  return values;
};

const invokeStore = {
  getContext: contextValues,
  hasContext: () => contextValues() !== undefined,
  get: (key) => contextValues()?.[key],
  set: (key, value) => {
    if (Object.values(KEYS).includes(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    values = { ...contextValues(), [key]: value };
  },
  run: (context, action) => {
    values = context;
    return action();
  },
  getRequestId: () => contextValues()?.[KEYS.REQUEST_ID] ?? "-",
  getXRayTraceId: () => contextValues()?.[KEYS.X_RAY_TRACE_ID],
  getTenantId: () => contextValues()?.[KEYS.TENANT_ID],
};

/** @param {{ requestId: string, traceId?: string, tenantId?: string }} next */
const setInvokeStore = (next) => {
  invocation = next;
  values = undefined;
};

module.exports = { defineGlobal, hooks, streamingOf, setInvokeStore };
