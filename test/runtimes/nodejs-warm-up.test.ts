import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { testRuntimes } from "../support/test-runtimes.ts";

const GUEST = join(import.meta.dirname, "../../src/runtimes/nodejs/guest");

const nodeOf = async (identifier: string): Promise<string> => {
  const runtime = await testRuntimes.prepare(identifier, { signal: new AbortController().signal });
  return join(runtime.source, "bin/node");
};

/** Counts what is called of the Runtime API. */
const COUNT_CALLS = `
const { RuntimeApi } = require("./runtime-api.cjs");
const calls = {};
for (const name of ["next", "succeed"]) {
  const original = RuntimeApi.prototype[name];
  RuntimeApi.prototype[name] = function (...values) {
    calls[name] = (calls[name] ?? 0) + 1;
    return original.apply(this, values);
  };
}
const report = (value) => process.stdout.write(JSON.stringify(value));
`;

/** Looks until no connection is left. */
const WARM_UP = `${COUNT_CALLS}
const look = () => {
  const isDone = !process.getActiveResourcesInfo().some((name) => name.startsWith("TCP"));
  if (isDone) report(calls);
  else setImmediate(look);
};
require("./warm-up.cjs").warmUp().then(look);`;

/** The platform in the same process: when it is asked for a function, it looks at what was called until then. */
const WAIT = `${COUNT_CALLS}
const server = require("node:net").createServer((socket) => {
  report(calls);
  process.exit();
});
server.listen(0, "127.0.0.1", () => {
  process.argv = [process.argv[0], "./prepared.cjs", String(server.address().port)];
  require("./prepared.cjs");
});`;

const run = async (identifier: string, program: string): Promise<unknown> =>
  JSON.parse((await promisify(execFile)(await nodeOf(identifier), ["-e", program], { cwd: GUEST })).stdout);

describe("a Node.js that waits for its function", () => {
  test("has gone through invocations before it says that it waits", async () => {
    assert.deepEqual(await run("nodejs24.x", WAIT), { next: 6, succeed: 6 });
  });

  test("keeps nothing of them open", async () => {
    assert.deepEqual(await run("nodejs24.x", WARM_UP), { next: 6, succeed: 6 });
    assert.deepEqual(await run("nodejs20.x", WARM_UP), { next: 6, succeed: 6 });
  });
});
