/**
 * Requests made of scraps: whatever the front reads as plain, `node:http` reads in the same way.
 * `LAMBKIN_FUZZ_SEED` and `LAMBKIN_FUZZ_CASES` make others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPlainRequest } from "../../src/gateway/http/plain-request.ts";
import { brokenRequests } from "../support/fuzz/http/broken-requests.ts";
import { startReadingServer } from "../support/fuzz/http/reading-server.ts";

const seed = Number(process.env["LAMBKIN_FUZZ_SEED"] ?? 1);
const cases = Number(process.env["LAMBKIN_FUZZ_CASES"] ?? 2000);

test("a plain request is read as node:http reads it", async (context) => {
  await using server = await startReadingServer();
  let plain = 0;
  for (const text of brokenRequests(seed, cases)) {
    const bytes = Buffer.from(text, "latin1");
    const request = readPlainRequest(bytes);
    if (request === undefined) continue;
    plain += 1;
    const { head, target, body, byteLength } = request;
    const ours = {
      method: head.method,
      target,
      headers: { ...head.headers },
      body: Buffer.from(body).toString("latin1"),
    };
    assert.deepEqual(ours, await server.read(bytes.subarray(0, byteLength)), JSON.stringify(text));
  }
  context.diagnostic(`${plain} of ${cases} requests were plain`);
  assert.ok(plain > cases / 20, "too few to tell");
});
