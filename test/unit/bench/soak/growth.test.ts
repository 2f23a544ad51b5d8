import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findGrowth } from "../../../../bench/soak/growth.ts";
import type { Holdings } from "../../../../bench/soak/rest.ts";

const AT_REST: Holdings = {
  counts: { processes: 4 },
  rows: { functions: 15, logs_streams: 100 },
  objects: { FunctionVersion: 20 },
  heapMiB: 30,
  externalMiB: 10,
  residentMiB: 100,
  databaseMiB: 1,
};

const rests = (...changes: readonly Partial<Holdings>[]): readonly Holdings[] =>
  changes.map((change) => ({ ...AT_REST, ...change }));

const heaps = (...sizes: readonly number[]) => rests(...sizes.map((heapMiB) => ({ heapMiB })));

describe("What grew while a server was used", () => {
  test("is nothing where every rest holds the same", () => {
    assert.deepEqual(findGrowth(rests({}, {}, {}, {}, {}, {})), []);
  });

  test("is whatever each of the last rests held more of than the one before", () => {
    const grew = rests({}, { counts: { processes: 5 } }, { counts: { processes: 6 } }, { counts: { processes: 7 } });
    assert.deepEqual(findGrowth(grew), ["processes grew from rest to rest: 5, 6, 7"]);
  });

  test("is not what is now more, now less", () => {
    const prepared = [0, 4, 0, 4].map((processes) => ({ counts: { processes } }));
    assert.deepEqual(findGrowth(rests(...prepared)), []);
  });

  test("is objects of a class, one for each round", () => {
    const leaking = [20, 21, 22, 23].map((FunctionVersion) => ({ objects: { FunctionVersion } }));
    assert.deepEqual(findGrowth(rests(...leaking)), ["objects: FunctionVersion grew from rest to rest: 21, 22, 23"]);
  });

  test("is not what may become more, such as streams of logs, nor what is bounded and below that", () => {
    const used = [100, 150, 200, 250].map((count) => ({
      rows: { functions: 15, logs_streams: count },
      objects: { StreamAppender: count, Object: count },
    }));
    assert.deepEqual(findGrowth(rests(...used)), []);
  });

  test("is a heap whose line through the last rests rises, not one that one rest lifts", () => {
    assert.deepEqual(findGrowth(heaps(20, 25, 30, 33, 36, 39)), ["the heap grew by 9.0 MiB in 4 rests"]);
    assert.deepEqual(findGrowth(heaps(20, 25, 30, 37.5, 30, 30)), []);
  });
});
