import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  findLineage,
  isRecursiveLoop,
  nextLineage,
  withLineage,
} from "../../../../../src/services/lambda/model/lineage.ts";

/** How many functions of an endless chain run before it is stopped. */
const lengthOfLoop = (names: readonly string[], entrance: readonly string[] = []): number => {
  let header: string | undefined;
  for (let length = 0; ; length += 1) {
    const name = entrance[length] ?? names[(length - entrance.length) % names.length] ?? "";
    const lineage = nextLineage(findLineage(header), name);
    if (isRecursiveLoop(lineage, name)) return length;
    assert.ok(length < 1_000, "the loop is never found");
    header = withLineage(header, lineage);
  }
};

describe("the lineage of an invocation", () => {
  test("begins with the function that is invoked first", () => {
    assert.deepEqual(nextLineage(undefined, "hello"), { hops: 1, hash: "2cf24dba", turns: 0 });
  });

  test("counts the turns of a function that invokes itself, and stops the seventeenth", () => {
    assert.equal(lengthOfLoop(["hello"]), 16);
  });

  test("counts rounds, not functions, when several invoke each other", () => {
    // Sixteen rounds of two and of three, after the one and the three before a function of the loop is watched.
    assert.equal(lengthOfLoop(["ping", "pong"]), 1 + 32);
    assert.equal(lengthOfLoop(["one", "two", "three"]), 3 + 48);
  });

  test("finds a loop that does not begin with the first function", () => {
    assert.equal(lengthOfLoop(["ping", "pong"], ["start"]), 1 + 32);
  });

  test("lets a long chain of different functions be", () => {
    let lineage = nextLineage(undefined, "function-0");
    for (let index = 1; index < 500; index += 1) lineage = nextLineage(lineage, `function-${index}`);
    assert.equal(lineage.turns, 0);
    assert.equal(isRecursiveLoop(lineage, "function-499"), false);
  });

  test("stops only who the chain came back to, not whom that calls or tells", () => {
    const stopped = nextLineage({ hops: 16, hash: "2cf24dba", turns: 15 }, "hello");
    assert.equal(isRecursiveLoop(stopped, "hello"), true);
    assert.equal(isRecursiveLoop(nextLineage(stopped, "told"), "told"), false);
  });

  test("is a field of the trace header, which otherwise stays as it is", () => {
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const first = withLineage(header, { hops: 1, hash: "2cf24dba", turns: 0 });
    assert.equal(first, `${header};Lineage=1:2cf24dba:0`);
    assert.deepEqual(findLineage(first), { hops: 1, hash: "2cf24dba", turns: 0 });
    const second = withLineage(first, { hops: 2, hash: "2cf24dba", turns: 1 });
    assert.equal(second, `${header};Lineage=2:2cf24dba:1`);
  });

  test("is the whole header where there is no trace", () => {
    assert.equal(withLineage(undefined, { hops: 1, hash: "2cf24dba", turns: 0 }), "Lineage=1:2cf24dba:0");
  });

  test("is not found where somebody wrote something else", () => {
    assert.equal(findLineage("Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a87bd80c:1|68fd508a:5"), undefined);
  });
});
