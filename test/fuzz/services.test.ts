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

const casesPerOperation = Number(process.env["LAMBKIN_FUZZ_CASES"] ?? 60);
const [onlyOperation, onlyCase] = process.env["LAMBKIN_FUZZ_ONLY"]?.split(" / ") ?? [];

const server = await startFuzzedServer();
after(() => server[Symbol.asyncDispose]());

for (const served of server.services) {
  describe(served.model.serviceFullName, () => {
    const fuzzer = new ServiceFuzzer(server, served);
    before(() => fuzzer.prepare());
    after(() => fuzzer[Symbol.dispose]());

    for (const operation of fuzzer.operations) {
      test(operation.name, { skip: ![operation.name, undefined].includes(onlyOperation) }, async (context) => {
        const { requests, succeeded, firstRefusal, faults } = await fuzzer.fuzz(operation, casesPerOperation, onlyCase);
        context.diagnostic(
          `${succeeded} of ${requests} requests succeeded${succeeded === 0 ? `: ${firstRefusal}` : ""}`,
        );
        assert.equal(faults.length, 0, `${faults.length} requests were answered wrongly:\n\n${faults.join("\n")}`);
      });
    }
  });
}
