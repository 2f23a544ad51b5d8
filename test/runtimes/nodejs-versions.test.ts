import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";

// Each version that is fetched does what the one that Lambkin brings does; the rest is tested with that one.
const runsModules = async (runtime: string) => {
  const commonjs = { "index.js": "exports.handler = async (event) => [process.version, event];" };
  await using first = await FunctionProcess.start({ runtime, files: commonjs });
  const [version, event] = (await first.invoke({ a: 1 })).json as [string, unknown];
  assert.deepEqual(event, { a: 1 });
  const files = {
    "index.mjs":
      "import dependency from 'dependency'; const own = await 1; export const handler = async () => [own, dependency];",
  };
  const layer = {
    "nodejs/node_modules/dependency/package.json": '{ "main": "main.js" }',
    "nodejs/node_modules/dependency/main.js": "module.exports = 'from a layer';",
  };
  await using second = await FunctionProcess.start({ runtime, files, layer });
  assert.deepEqual((await second.invoke({})).json, [1, "from a layer"]);
  return version;
};

const failsAsOnAws = async (runtime: string) => {
  await using broken = await FunctionProcess.start({ runtime, files: { "index.js": "require('absent')" } });
  assert.equal((await broken.initError()).errorType, "Runtime.ImportModuleError");
  assert.equal(await broken.exited, 129);
  assert.match((await broken.lines())[0] ?? "", /\tundefined\tERROR\tUncaught Exception \t/);
  const files = { "index.js": "exports.handler = () => { Promise.reject(new Error('lost')); };" };
  await using lost = await FunctionProcess.start({ runtime, files });
  assert.equal((await lost.invoke({})).errorType, "Runtime.UnhandledPromiseRejection");
  assert.equal(await lost.exited, 128);
};

describe("Node.js versions", () => {
  test("nodejs20.x loads CommonJS and ES modules, with those of layers", async () => {
    assert.match(await runsModules("nodejs20.x"), /^v20\./);
  });

  test("nodejs20.x reports failures", () => failsAsOnAws("nodejs20.x"));

  test("nodejs22.x loads CommonJS and ES modules, with those of layers", async () => {
    assert.match(await runsModules("nodejs22.x"), /^v22\./);
  });

  test("nodejs22.x reports failures", () => failsAsOnAws("nodejs22.x"));

  test("nodejs26.x loads CommonJS and ES modules, with those of layers", async () => {
    assert.match(await runsModules("nodejs26.x"), /^v26\./);
  });

  test("experimental module features are off in nodejs22.x until NODE_OPTIONS asks for them", async () => {
    const files = { "index.js": "export const handler = async () => 'module';" };
    await using without = await FunctionProcess.start({ runtime: "nodejs22.x", files });
    assert.equal((await without.initError()).errorType, "Runtime.UserCodeSyntaxError");
    const environment = { NODE_OPTIONS: "--experimental-detect-module --experimental-require-module" };
    await using asked = await FunctionProcess.start({ runtime: "nodejs22.x", files, environment });
    assert.equal((await asked.invoke({})).json, "module");
  });
});
