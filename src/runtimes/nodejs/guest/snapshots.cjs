"use strict";

/** SnapStart: what is done before a snapshot of this process is taken, and in every environment that goes on from it. */
const crypto = require("node:crypto");
const path = require("node:path");
const { hooks } = require("./awslambda.cjs");
const { logError } = require("./console.cjs");
const { toPayload } = require("./errors.cjs");
const { seedMathRandom } = require("./math-random.cjs");

/** Exit statuses of AWS's runtimes. */
const BEFORE_SNAPSHOT_FAILED = 64;
const AFTER_RESTORE_FAILED = 65;
/** How many ids Node.js makes ahead. */
const UUIDS_MADE_AHEAD = 128;

/** Resolves once in every restored environment; never here, where the snapshot is taken. */
const goOnFromSnapshot = async (api) => {
  try {
    // What was registered last may lean on what was there before.
    for (const hook of hooks.beforeSnapshot.splice(0).reverse()) await hook();
    // What is garbage need not be kept, nor read again.
    globalThis.gc?.();
    await api.restoreNext();
  } catch (error) {
    logError("Init Error", error);
    await api.failInit(toPayload(error), "Runtime.BeforeSnapshotError");
    process.exit(BEFORE_SNAPSHOT_FAILED);
  }
  try {
    renewRandomness();
    for (const hook of hooks.afterRestore) await hook();
  } catch (error) {
    logError("Restore Error", error);
    await api.failRestore(toPayload(error), "Runtime.AfterRestoreError");
    process.exit(AFTER_RESTORE_FAILED);
  }
};

/** Generators whose state is in memory would say the same in every environment. */
const renewRandomness = () => {
  // Has OpenSSL ask the kernel; nothing in Node.js does.
  process.dlopen({ exports: {} }, path.join(process.env.LAMBDA_RUNTIME_DIR, "reseed.node"));
  for (let count = 0; count < UUIDS_MADE_AHEAD; count += 1) crypto.randomUUID();
  seedMathRandom();
};

module.exports = { goOnFromSnapshot };
