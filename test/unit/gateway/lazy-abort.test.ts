import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LazyAbort } from "../../../src/gateway/lazy-abort.ts";

describe("LazyAbort", () => {
  test("gives the same signal to all who ask", () => {
    const abort = new LazyAbort();
    assert.equal(abort.signal, abort.signal);
    assert.equal(abort.signal.aborted, false);
  });

  test("aborts the signal that it gave", () => {
    const abort = new LazyAbort();
    const { signal } = abort;
    abort.abort(new Error("gone"));
    assert.match(String(signal.reason), /gone/);
  });

  test("gives an aborted signal to who asks late, with the first reason", () => {
    const abort = new LazyAbort();
    abort.abort(new Error("first"));
    abort.abort(new Error("second"));
    assert.match(String(abort.signal.reason), /first/);
  });
});
