import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../src/base/operator-error.ts";
import { runTool } from "../../../../src/runtimes/fetch/run-tool.ts";

const run = (signal: AbortSignal) => ({ purpose: "fetch it", remedy: "Do this.", cwd: "/tmp", signal });
const never = new AbortController().signal;

describe("runTool", () => {
  test("ends when the tool does", async () => {
    await runTool("sh", ["-c", "exit 0"], run(never));
  });

  test("tells the operator what the tool said last", async () => {
    await assert.rejects(runTool("sh", ["-c", "echo no network >&2; exit 3"], run(never)), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.code, "RUNTIME_FETCH_FAILED");
      assert.equal(error.message, "Could not fetch it: sh ended with an error.\nno network");
      assert.equal(error.remedy, "Do this.");
      return true;
    });
  });

  test("tells the operator that the tool is missing", async () => {
    await assert.rejects(
      runTool("lambkin-no-such-tool", [], run(never)),
      /Could not fetch it: there is no lambkin-no-such-tool on the search path\./,
    );
  });

  test("is ended by the signal", async () => {
    const controller = new AbortController();
    const running = runTool("sleep", ["60"], run(controller.signal));
    controller.abort(new Error("given up"));
    await assert.rejects(running, /given up/);
  });
});
