import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { FunctionProcess } from "../support/function-process.ts";
import { testRuntimes } from "../support/test-runtimes.ts";

const STS = "new STSClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' }).config.serviceId";

const answerOf = async (runtime: string, files: Record<string, string>, layer?: Record<string, string>) => {
  await using fn = await FunctionProcess.start({ runtime, files, ...(layer === undefined ? {} : { layer }) });
  return (await fn.invoke({})).json;
};

/** A package of the SDK's name that only says where it lies. */
const standIn = (text: string) => ({
  "package.json": '{ "name": "@aws-sdk/client-sts", "exports": "./main.js" }',
  "main.js": `exports.STSClient = class { config = { serviceId: "${text}" } };`,
});

describe("The AWS SDK in Node.js functions", () => {
  before(async () => {
    await testRuntimes.prepare("nodejs24.x", { signal: new AbortController().signal });
    await testRuntimes.prepare("nodejs20.x", { signal: new AbortController().signal });
  });

  const required = {
    "index.js": `const { STSClient } = require("@aws-sdk/client-sts"); exports.handler = async () => ${STS};`,
  };
  const imported = {
    "index.mjs": `import { STSClient } from "@aws-sdk/client-sts"; export const handler = async () => ${STS};`,
  };

  test("is found by require in nodejs24.x", async () => assert.equal(await answerOf("nodejs24.x", required), "STS"));
  test("is found by import in nodejs24.x", async () => assert.equal(await answerOf("nodejs24.x", imported), "STS"));
  test("is found by require in nodejs20.x", async () => assert.equal(await answerOf("nodejs20.x", required), "STS"));
  test("is found by import in nodejs20.x", async () => assert.equal(await answerOf("nodejs20.x", imported), "STS"));

  test("steps back behind the function's own and behind a layer's", async () => {
    const layer = {
      "nodejs/node_modules/@aws-sdk/client-sts/package.json": standIn("layer")["package.json"],
      "nodejs/node_modules/@aws-sdk/client-sts/main.js": standIn("layer")["main.js"],
    };
    const bundled = {
      "node_modules/@aws-sdk/client-sts/package.json": standIn("bundled")["package.json"],
      "node_modules/@aws-sdk/client-sts/main.js": standIn("bundled")["main.js"],
    };
    assert.equal(await answerOf("nodejs24.x", required, layer), "layer");
    assert.equal(await answerOf("nodejs24.x", imported, layer), "layer");
    assert.equal(await answerOf("nodejs24.x", { ...imported, ...bundled }, layer), "bundled");
  });
});
