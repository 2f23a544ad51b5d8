import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FakeRuntimeApiOptions } from "../support/fake-runtime-api.ts";
import { FunctionProcess } from "../support/function-process.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";
import { PYTHON } from "../support/test-runtimes.ts";

const LARGE = "äöü€".repeat(500_000);

/** Sends a large event there and back, twice. */
const echoes = async (runtime: string, api: FakeRuntimeApiOptions) => {
  const files = {
    "index.js": "exports.handler = async (event) => event;",
    "index.py": "def handler(event, context):\n    return event\n",
    "index.rb": "def handler(event:, context:) = event\n",
  };
  await using fn = await FunctionProcess.start({ runtime, files, api });
  assert.equal((await fn.invoke(LARGE)).json, LARGE);
  assert.deepEqual((await fn.invoke({ small: true })).json, { small: true });
  assert.equal((await fn.invoke(LARGE)).json, LARGE);
};

describe("How runtimes read the Runtime API", () => {
  test("Node.js: bodies with a length", () => echoes("nodejs24.x", {}));
  test("Node.js: bodies in chunks", () => echoes("nodejs24.x", { chunkBytes: 30_011 }));
  test("Node.js: bodies in one chunk", () => echoes("nodejs24.x", { chunkBytes: 100_000_000 }));
  test("Node.js: answers that arrive in pieces", () => echoes("nodejs24.x", { pieceBytes: 10_007 }));
  test("Node.js: connections that close after each answer", () => echoes("nodejs24.x", { closesConnections: true }));

  test("Python: bodies with a length", () => echoes(PYTHON, {}));
  test("Python: bodies in chunks", () => echoes(PYTHON, { chunkBytes: 30_011 }));
  test("Python: bodies in one chunk", () => echoes(PYTHON, { chunkBytes: 100_000_000 }));
  test("Python: answers that arrive in pieces", () => echoes(PYTHON, { pieceBytes: 10_007 }));
  test("Python: connections that close after each answer", () => echoes(PYTHON, { closesConnections: true }));

  describe("Ruby", { skip: NO_RUBY }, () => {
    test("bodies with a length", () => echoes(RUBY, {}));
    test("bodies in chunks", () => echoes(RUBY, { chunkBytes: 30_011 }));
    test("bodies in one chunk", () => echoes(RUBY, { chunkBytes: 100_000_000 }));
    test("answers that arrive in pieces", () => echoes(RUBY, { pieceBytes: 10_007 }));
    test("connections that close after each answer", () => echoes(RUBY, { closesConnections: true }));

    test("a response that the platform refuses does not end the runtime", async () => {
      const files = { "index.rb": "def handler(event:, context:) = 'too large'\n" };
      await using fn = await FunctionProcess.start({ runtime: RUBY, files, api: { responseStatus: 413 } });
      await fn.invoke({});
      assert.equal((await fn.invoke({})).json, "too large");
    });
  });

  test("Node.js: a response that the platform refuses does not end the runtime", async () => {
    const files = { "index.js": "exports.handler = async () => 'too large';" };
    await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files, api: { responseStatus: 413 } });
    await fn.invoke({});
    assert.equal((await fn.invoke({})).json, "too large");
  });

  test("Python: a response that the platform refuses does not end the runtime", async () => {
    const files = { "index.py": "def handler(event, context):\n    return 'too large'\n" };
    await using fn = await FunctionProcess.start({ runtime: PYTHON, files, api: { responseStatus: 413 } });
    await fn.invoke({});
    assert.equal((await fn.invoke({})).json, "too large");
  });
});
