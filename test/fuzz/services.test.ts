/**
 * Requests made from the models, for every operation that is handled: whatever is wrong with them, the answer is
 * success as modelled or an error that AWS has, never a failure and never silence.
 *
 * `LAMBKIN_FUZZ_CASES` says how many requests each operation gets; `LAMBKIN_FUZZ_ONLY`, such as
 * `CreateAlias / Name: null`, makes one again.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startFuzzedServer } from "../support/fuzz/fuzzed-server.ts";
import { ServiceFuzzer } from "../support/fuzz/service-fuzzer.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const casesPerOperation = Number(process.env["LAMBKIN_FUZZ_CASES"] ?? 60);
const [onlyOperation, onlyCase] = process.env["LAMBKIN_FUZZ_ONLY"]?.split(" / ") ?? [];

const home = temporaryDirectory();
const server = await startFuzzedServer(home.path);
after(async () => {
  // Done already, unless the last test was left out.
  await server[Symbol.asyncDispose]();
  home[Symbol.dispose]();
});

for (const served of server.services) {
  describe(served.model.serviceFullName, () => {
    const fuzzer = new ServiceFuzzer(server, served);
    before(() => fuzzer.prepare());
    after(() => fuzzer[Symbol.dispose]());

    for (const operation of fuzzer.operations) {
      test(operation.name, { skip: ![operation.name, undefined].includes(onlyOperation) }, async (context) => {
        const { requests, succeeded, firstRefusal, faults } = await fuzzer.fuzz(operation, casesPerOperation, onlyCase);
        const refusal = succeeded === 0 ? `: ${firstRefusal}` : "";
        context.diagnostic(`${succeeded} of ${requests} requests succeeded${refusal}`);
        assert.equal(faults.length, 0, `${faults.length} requests were answered wrongly:\n\n${faults.join("\n")}`);
      });
    }

    test("all operations at once", { skip: onlyOperation !== undefined }, async (context) => {
      const { requests, succeeded, faults } = await fuzzer.fuzzTogether(casesPerOperation * 10);
      context.diagnostic(`${succeeded} of ${requests} requests succeeded`);
      assert.equal(faults.length, 0, `${faults.length} requests were answered wrongly:\n\n${faults.join("\n")}`);
    });
  });
}

describe("a server that is started again", () => {
  before(() => server[Symbol.asyncDispose]());

  test("reads all that was put into it", async () => {
    await using again = await startFuzzedServer(home.path);
    for (const served of again.services) {
      using fuzzer = new ServiceFuzzer(again, served);
      await fuzzer.prepare();
      assert.deepEqual(await fuzzer.unreadable(), []);
    }
    assert.deepEqual(again.takeBugs(), []);
  });
});
