import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StartTurns } from "../../../../../src/services/lambda/invoke/start-turns.ts";

/** Notes who got a turn. */
const askFor = (turns: StartTurns, got: string[], name: string): Promise<Disposable> => {
  const [functionName = ""] = name.split(" ");
  const turn = turns.take(functionName);
  void turn.then(() => got.push(name));
  return turn;
};

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("StartTurns", () => {
  test("lets so many begin at once, and the next when one is over", async () => {
    const turns = new StartTurns(2);
    const got: string[] = [];
    const first = await askFor(turns, got, "busy 1");
    await askFor(turns, got, "busy 2");
    void askFor(turns, got, "busy 3");
    void askFor(turns, got, "busy 4");
    await settle();
    assert.deepEqual(got, ["busy 1", "busy 2"]);
    first[Symbol.dispose]();
    await settle();
    assert.deepEqual(got, ["busy 1", "busy 2", "busy 3"]);
  });

  test("lets functions take turns", async () => {
    const turns = new StartTurns(1);
    const got: string[] = [];
    const first = await askFor(turns, got, "busy 1");
    const second = askFor(turns, got, "busy 2");
    void askFor(turns, got, "busy 3");
    const other = askFor(turns, got, "other 1");
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    (await other)[Symbol.dispose]();
    await settle();
    assert.deepEqual(got, ["busy 1", "busy 2", "other 1", "busy 3"]);
  });

  test("counts a turn that is given back twice once", async () => {
    const turns = new StartTurns(1);
    const got: string[] = [];
    const first = await askFor(turns, got, "busy 1");
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    await askFor(turns, got, "busy 2");
    void askFor(turns, got, "busy 3");
    await settle();
    assert.deepEqual(got, ["busy 1", "busy 2"]);
  });
});
