import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listPage, prefixEnd } from "../../../../../src/services/s3/model/list-page.ts";
import type { KeyPosition } from "../../../../../src/services/s3/model/position.ts";

const compare = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Lists these keys as a store would that remembers how often it was asked. */
const lister = (keys: readonly string[]) => {
  const sorted = [...keys].sort(compare);
  const asked: KeyPosition[] = [];
  const list = (options: { prefix?: string; delimiter?: string; limit?: number; start?: KeyPosition }) =>
    listPage<string, KeyPosition>({
      prefix: options.prefix ?? "",
      delimiter: options.delimiter,
      limit: options.limit ?? 1000,
      start: options.start ?? { key: "", inclusive: false },
      keyOf: (key) => key,
      after: (key) => ({ key, inclusive: false }),
      from: (key) => ({ key, inclusive: true }),
      fetch: async (from, end, limit) => {
        asked.push(from);
        const isAfter = (key: string) => compare(key, from.key) > (from.inclusive ? -1 : 0);
        const isBefore = (key: string) => end === undefined || compare(key, end) < 0;
        return sorted.filter((key) => isAfter(key) && isBefore(key)).slice(0, limit);
      },
    });
  return { list, asked };
};

describe("listPage", () => {
  test("shows keys under a prefix only", async () => {
    const { rows, next } = await lister(["a", "b/1", "b/2", "c"]).list({ prefix: "b/" });
    assert.deepEqual(rows, ["b/1", "b/2"]);
    assert.equal(next, undefined);
  });

  test("folds what follows the next delimiter, and counts a group as one", async () => {
    const { list } = lister(["a/1", "a/2", "b", "c/1"]);
    const first = await list({ delimiter: "/", limit: 2 });
    assert.deepEqual(first.commonPrefixes, ["a/"]);
    assert.deepEqual(first.rows, ["b"]);
    assert.ok(first.next);
    const second = await list({ delimiter: "/", limit: 2, start: first.next });
    assert.deepEqual(second.commonPrefixes, ["c/"]);
    assert.equal(second.next, undefined);
  });

  test("does not show a group again on the page after it", async () => {
    const { list } = lister(["a/1", "a/2", "b"]);
    const first = await list({ delimiter: "/", limit: 1 });
    assert.deepEqual(first.commonPrefixes, ["a/"]);
    assert.ok(first.next);
    assert.deepEqual((await list({ delimiter: "/", start: first.next })).rows, ["b"]);
    assert.deepEqual((await list({ delimiter: "/", start: { key: "a/", inclusive: false } })).commonPrefixes, []);
  });

  test("passes a group of many keys without reading all of them", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => `a/${index}`);
    const { list, asked } = lister([...many, "b"]);
    const { commonPrefixes, rows } = await list({ delimiter: "/" });
    assert.deepEqual(commonPrefixes, ["a/"]);
    assert.deepEqual(rows, ["b"]);
    assert.equal(asked.length, 2);
  });

  test("says that there is more only when there is", async () => {
    const { list } = lister(["a", "b", "c"]);
    assert.equal((await list({ limit: 3 })).next, undefined);
    assert.deepEqual((await list({ limit: 2 })).next, { key: "b", inclusive: false });
    assert.equal((await list({ limit: 0 })).next, undefined);
  });

  test("begins at the prefix when the marker lies before it, and shows nothing when it lies behind", async () => {
    const { list } = lister(["a", "b/1", "c"]);
    assert.deepEqual((await list({ prefix: "b/", start: { key: "a", inclusive: false } })).rows, ["b/1"]);
    assert.deepEqual((await list({ prefix: "b/", start: { key: "c", inclusive: false } })).rows, []);
  });
});

describe("prefixEnd", () => {
  test("is above every key with the prefix and below every other that follows", () => {
    assert.equal(prefixEnd("a/"), "a0");
    assert.equal(prefixEnd("a\u{10FFFF}"), "b");
    assert.equal(prefixEnd("\u{10FFFF}"), undefined);
  });

  test("steps over the code points that UTF-8 cannot carry", () => {
    assert.equal(prefixEnd("\u{D7FF}"), "\u{E000}");
  });
});
