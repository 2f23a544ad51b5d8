import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

const answerOf = async (
  settings: Omit<Parameters<typeof FunctionProcess.start>[0], "runtime">,
  event: unknown = {},
) => {
  await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", ...settings });
  return (await fn.invoke(event)).json;
};

describe("Node.js handlers", () => {
  test("an async CommonJS handler answers with what it returns", async () => {
    const files = { "index.js": "exports.handler = async (event) => ({ got: event });" };
    assert.deepEqual(await answerOf({ files }, { a: [1, "ü"] }), { got: { a: [1, "ü"] } });
  });

  test("a handler that is not async answers with what it returns", async () => {
    const files = { "index.cjs": "exports.handler = (event) => event.a + 1;" };
    assert.equal(await answerOf({ files }, { a: 1 }), 2);
  });

  test("nothing returned is null", async () => {
    assert.equal(await answerOf({ files: { "index.js": "exports.handler = async () => {};" } }), null);
  });

  test("an ES module may be named .mjs and wait at its top level", async () => {
    const files = {
      "index.mjs": "const loaded = await Promise.resolve('loaded'); export const handler = async () => loaded;",
    };
    assert.equal(await answerOf({ files }), "loaded");
  });

  test("an ES module may be named .js in a package of type module", async () => {
    const files = {
      "package.json": '{ "type": "module" }',
      "index.js": "import { sep } from 'node:path'; export const handler = async () => sep;",
    };
    assert.equal(await answerOf({ files }), "/");
  });

  test("a .js file that is an ES module by its syntax is taken as one, even with top-level await", async () => {
    const files = { "index.js": "export const handler = async () => loaded; const loaded = await Promise.resolve(7);" };
    assert.equal(await answerOf({ files }), 7);
  });

  test("a default export may hold the handler", async () => {
    assert.equal(await answerOf({ files: { "index.mjs": "export default { handler: async () => 1 };" } }), 1);
  });

  test("the handler may lie in folders and in nested exports", async () => {
    const files = { "src/api/app.js": "exports.orders = { create: async () => 'created' };" };
    assert.equal(await answerOf({ files, handler: "src/api/app.orders.create" }), "created");
  });

  test(".js goes before .mjs and .cjs", async () => {
    const files = {
      "index.mjs": "export const handler = async () => 'mjs';",
      "index.js": "exports.handler = async () => 'js';",
      "index.cjs": "exports.handler = async () => 'cjs';",
    };
    assert.equal(await answerOf({ files }), "js");
  });

  test("a package of the function is found and so is a layer's, by require and by import", async () => {
    const dependency = { "package.json": '{ "main": "main.js" }', "main.js": "module.exports = 'from a layer';" };
    const layer = {
      "nodejs/node_modules/dependency/package.json": dependency["package.json"],
      "nodejs/node_modules/dependency/main.js": dependency["main.js"],
    };
    const required = { "index.js": "const d = require('dependency'); exports.handler = async () => d;" };
    const imported = { "index.mjs": "import d from 'dependency'; export const handler = async () => d;" };
    assert.equal(await answerOf({ files: required, layer }), "from a layer");
    assert.equal(await answerOf({ files: imported, layer }), "from a layer");
  });

  test("one environment serves many invocations and keeps its state", async () => {
    const files = { "index.js": "let calls = 0; exports.handler = async () => ++calls;" };
    await using fn = await FunctionProcess.start({ runtime: "nodejs24.x", files });
    assert.equal((await fn.invoke({})).json, 1);
    assert.equal((await fn.invoke({})).json, 2);
    assert.equal((await fn.invoke({})).json, 3);
  });

  test("an asynchronous result waits for its timers", async () => {
    const files = { "index.js": "exports.handler = () => new Promise((r) => setTimeout(r, 20, 'later'));" };
    assert.equal(await answerOf({ files }), "later");
  });

  test("the heap is sized by the function's memory, unless NODE_OPTIONS sizes it", async () => {
    const files = { "index.js": "exports.handler = async () => process.execArgv.filter((a) => a.includes('space'));" };
    assert.deepEqual(await answerOf({ files, memoryMiB: 512 }), [
      "--max-semi-space-size=25",
      "--max-old-space-size=461",
    ]);
    const environment = { NODE_OPTIONS: "--max-old-space-size=300" };
    assert.deepEqual(await answerOf({ files, memoryMiB: 512, environment }), []);
  });

  test("AWS_LAMBDA_EXEC_WRAPPER starts the runtime", async () => {
    const files = {
      "wrapper.sh": '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n',
      "index.js": "exports.handler = async () => process.env.WRAPPED;",
    };
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: "/var/task/wrapper.sh" };
    assert.equal(await answerOf({ files, environment }), "yes");
  });

  test("the variables are AWS's", async () => {
    const files = {
      "index.js":
        "exports.handler = async () => [process.env.AWS_EXECUTION_ENV, process.env.TZ, process.env.LANG, process.cwd().endsWith('/task')];",
    };
    assert.deepEqual(await answerOf({ files }), ["AWS_Lambda_nodejs24.x", ":UTC", "en_US.UTF-8", true]);
  });
});
