import { afterEach, beforeEach } from "node:test";

/** Twice as long as `scripts/test` gives a test. */
const LONGEST_SILENCE_MS = 600_000;

/**
 * Loaded before each test file. A test that hangs fails when its time is over, but what it has started keeps its file from
 * ending, and so the whole run, without a word. This ends such a file, and says what kept it.
 */
const endInTime = (): void => {
  let lastMs = performance.now();
  const note = (): void => void (lastMs = performance.now());
  beforeEach(note);
  afterEach(note);
  const look = (): void => {
    if (performance.now() - lastMs < LONGEST_SILENCE_MS) return;
    console.error("No test has begun or ended for long. What keeps this file:", process.getActiveResourcesInfo());
    process.exit(1);
  };
  setInterval(look, 10_000).unref();
};

// The process that runs the files is loaded with it, too.
if (process.env["NODE_TEST_CONTEXT"] !== undefined) endInTime();
