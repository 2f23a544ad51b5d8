import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Preparation } from "../../../../../../src/services/lambda/invoke/pool/prepared-sandbox.ts";
import { Shelf } from "../../../../../../src/services/lambda/invoke/pool/shelf.ts";

const newShelf = () => new Shelf({} as Preparation);
const MINUTE_MS = 60_000;

describe("how many prepared sandboxes of a kind are wanted", () => {
  test("as many as were demanded since it was asked last", () => {
    const shelf = newShelf();
    shelf.demand(0);
    shelf.demand(10);
    shelf.demand(20);
    assert.equal(shelf.wanted(50), 3);
  });

  test("still as many when fewer are demanded soon after", () => {
    const shelf = newShelf();
    shelf.demand(0);
    shelf.demand(0);
    assert.equal(shelf.wanted(0), 2);
    shelf.demand(MINUTE_MS);
    assert.equal(shelf.wanted(MINUTE_MS), 2);
  });

  test("half as many every five minutes without as much demand, but never fewer than were just demanded", () => {
    const shelf = newShelf();
    shelf.demand(0);
    shelf.demand(0);
    shelf.demand(0);
    shelf.demand(0);
    assert.equal(shelf.wanted(0), 4);
    assert.equal(shelf.wanted(5 * MINUTE_MS), 2);
    shelf.demand(10 * MINUTE_MS);
    assert.equal(shelf.wanted(10 * MINUTE_MS), 1);
    assert.equal(shelf.wanted(15 * MINUTE_MS), 0);
  });
});
