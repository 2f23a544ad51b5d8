import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { silentLogger } from "../../../../../src/base/log.ts";
import { TaskGroup } from "../../../../../src/base/task-group.ts";
import { type DispatcherLimits, EventDispatcher } from "../../../../../src/services/lambda/async/event-dispatcher.ts";
import type { Step } from "../../../../../src/services/lambda/async/event-runner.ts";
import { AsyncEventStore } from "../../../../../src/services/lambda/store/async-event-store.ts";
import { MIGRATIONS } from "../../../../../src/services/lambda/store/migrations/all.ts";
import { openSqliteDatabase } from "../../../../../src/storage/sqlite-database.ts";
import { settle } from "../../../../support/async-invocation.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

/** A real queue, and events that run until the test says how they end. */
class Dispatching implements AsyncDisposable {
  readonly clock = new FakeClock(0);
  readonly processors = { areBusy: false };
  readonly store: AsyncEventStore;
  readonly dispatcher: EventDispatcher;
  /** Ids of the events that run now, in the order in which they began. */
  readonly running: number[] = [];
  /** Everything that ever began. */
  readonly begun: number[] = [];
  readonly #ends = new Map<number, PromiseWithResolvers<Step>>();
  readonly #answer = Promise.withResolvers<void>();
  readonly #never = this.#answer.promise;
  readonly #tasks = new TaskGroup((error) => assert.fail(String(error)));
  readonly #cleanup: AsyncDisposableStack;

  private constructor(store: AsyncEventStore, limits: DispatcherLimits, cleanup: AsyncDisposableStack) {
    this.store = store;
    this.#cleanup = cleanup;
    this.dispatcher = new EventDispatcher({
      store,
      runner: { step: (eventId) => this.#step(eventId) },
      clock: this.clock,
      logger: silentLogger,
      tasks: this.#tasks,
      limits,
      processors: this.processors,
    });
  }

  static async open(limits: Partial<DispatcherLimits> = {}): Promise<Dispatching> {
    await using cleanup = new AsyncDisposableStack();
    const directory = cleanup.use(temporaryDirectory());
    const database = cleanup.use(await openSqliteDatabase({ path: join(directory.path, "state.db") }));
    await database.migrate("lambda", MIGRATIONS);
    const store = await AsyncEventStore.open(database);
    return new Dispatching(store, { perFunction: 100, total: 1_000, ...limits }, cleanup.move());
  }

  async add(functionName: string, count: number): Promise<void> {
    const payload = Buffer.from("{}");
    const rest = { qualifier: undefined, requestId: "id", payload, clientContext: undefined, traceHeader: undefined };
    const acceptedMs = this.clock.nowMs();
    await Promise.all(Array.from({ length: count }, () => this.store.add({ functionName, acceptedMs, ...rest })));
    this.dispatcher.wake(functionName);
    await settle();
  }

  /** Ends an event as the runner would: its row is gone, or, when refused, due later. */
  async end(eventId: number, result: "done" | "refused" = "done"): Promise<void> {
    const event = await this.store.find(eventId);
    if (event === undefined) throw new Error(`There is no event ${eventId}.`);
    if (result === "done") await this.store.remove(event);
    else {
      const dueMs = this.clock.nowMs() + 1_000;
      await this.store.postpone(eventId, dueMs, { invokeCount: 0, refusals: 1, refusedStatusCode: 429 });
    }
    this.running.splice(this.running.indexOf(eventId), 1);
    this.#ends.get(eventId)?.resolve({ isRefused: result === "refused", settled: Promise.resolve() });
    await settle();
  }

  /** An event has run, and whoever is to be told of it does not answer. */
  async hang(eventId: number): Promise<void> {
    this.running.splice(this.running.indexOf(eventId), 1);
    this.#ends.get(eventId)?.resolve({ isRefused: false, settled: this.#never });
    await settle();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await settle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { resolve } of this.#ends.values()) resolve({ isRefused: false, settled: Promise.resolve() });
    this.#answer.resolve();
    await this.#tasks[Symbol.asyncDispose]();
    await this.#cleanup.disposeAsync();
  }

  #step(eventId: number): Promise<Step> {
    this.begun.push(eventId);
    this.running.push(eventId);
    const end = Promise.withResolvers<Step>();
    this.#ends.set(eventId, end);
    return end.promise;
  }
}

describe("the dispatcher of asynchronous events", () => {
  test("takes up what it finds at its start, and what comes later", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.add("hello", 2);
    assert.deepEqual(dispatching.running, []);
    await dispatching.dispatcher.start();
    await settle();
    assert.deepEqual(dispatching.running, [1, 2]);
    await dispatching.add("other", 1);
    assert.deepEqual(dispatching.running, [1, 2, 3]);
  });

  test("runs no event twice at a time", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 3);
    await dispatching.add("hello", 1);
    await dispatching.end(2);
    assert.deepEqual(dispatching.begun, [1, 2, 3, 4]);
  });

  test("runs events that are put back when they fall due, not before", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 1);
    await dispatching.end(1, "refused");
    await dispatching.advance(999);
    assert.deepEqual(dispatching.running, []);
    await dispatching.advance(1);
    assert.deepEqual(dispatching.running, [1]);
  });

  test("begins with eight events of a function, and goes on as they are finished", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 20);
    assert.equal(dispatching.running.length, 8);
    await dispatching.end(1);
    assert.equal(dispatching.running.length, 8);
    assert.equal(dispatching.begun.length, 9);
  });

  test("runs twice as many whenever none is finished for a while, up to the limit of the function", async () => {
    await using dispatching = await Dispatching.open({ perFunction: 30 });
    await dispatching.dispatcher.start();
    await dispatching.add("slow", 100);
    await dispatching.advance(249);
    assert.equal(dispatching.running.length, 8);
    await dispatching.advance(1);
    assert.equal(dispatching.running.length, 16);
    await dispatching.advance(250);
    assert.equal(dispatching.running.length, 30);
    await dispatching.advance(1_000);
    assert.equal(dispatching.running.length, 30);
  });

  test("runs no more of them while the host is busy", async () => {
    await using dispatching = await Dispatching.open();
    dispatching.processors.areBusy = true;
    await dispatching.dispatcher.start();
    await dispatching.add("slow", 100);
    await dispatching.advance(10_000);
    assert.equal(dispatching.running.length, 8);
    dispatching.processors.areBusy = false;
    await dispatching.advance(250);
    assert.equal(dispatching.running.length, 16);
  });

  test("runs one more every so often while events take their time, although some are finished", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("slow", 100);
    await dispatching.advance(40);
    for (const eventId of [1, 2, 3, 4, 5, 6]) await dispatching.end(eventId);
    assert.equal(dispatching.running.length, 8);
    await dispatching.advance(210);
    assert.equal(dispatching.running.length, 9);
    await dispatching.advance(200);
    await dispatching.end(7);
    await dispatching.advance(50);
    assert.equal(dispatching.running.length, 10);
  });

  test("runs no more of quick events, however many wait", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("quick", 100);
    for (let eventId = 1; eventId < 60; eventId += 1) {
      await dispatching.advance(2);
      await dispatching.end(eventId);
    }
    assert.equal(dispatching.running.length, 8);
  });

  test("runs half as many after a refusal, and rests for a second", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("throttled", 20);
    await dispatching.end(1, "refused");
    await dispatching.end(2, "refused");
    await dispatching.end(3);
    assert.equal(dispatching.begun.length, 8);
    await dispatching.advance(1_000);
    assert.equal(dispatching.begun.length, 8, "five run, and two may");
    for (const eventId of [4, 5, 6, 7]) await dispatching.end(eventId);
    assert.equal(dispatching.begun.length, 9);
  });

  test("lets no function wait for another one's backlog", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("slow", 500);
    await dispatching.add("quick", 1);
    assert.equal(dispatching.running.at(-1), 501);
  });

  test("runs a function on while its targets are told, up to 64 events, and others in any case", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 100);
    for (let eventId = 1; eventId <= 64; eventId += 1) await dispatching.hang(eventId);
    assert.equal(dispatching.begun.length, 71, "the seven that were begun before go on");
    await dispatching.add("other", 1);
    assert.equal(dispatching.running.at(-1), 101);
  });

  test("takes turns between functions when all together may run no more", async () => {
    await using dispatching = await Dispatching.open({ total: 2 });
    await dispatching.add("a", 10);
    await dispatching.add("b", 10);
    await dispatching.dispatcher.start();
    await settle();
    assert.deepEqual(dispatching.running, [1, 11]);
    await dispatching.end(1);
    await dispatching.end(11);
    await dispatching.end(2);
    assert.deepEqual(dispatching.begun, [1, 11, 2, 12, 3]);
  });

  test("empties a queue of thousands", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 1_000);
    for (let next = dispatching.running[0]; next !== undefined; next = dispatching.running[0])
      await dispatching.end(next);
    assert.equal(new Set(dispatching.begun).size, 1_000);
    assert.equal(dispatching.begun.length, 1_000);
    assert.deepEqual(await dispatching.store.backlog(), []);
  });

  test("when drained begins nothing more, and waits for what runs", async () => {
    await using dispatching = await Dispatching.open({ perFunction: 1 });
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 2);
    let isDrained = false;
    const drained = dispatching.dispatcher.drain(new AbortController().signal).then(() => (isDrained = true));
    await settle();
    assert.equal(isDrained, false);
    await dispatching.end(1);
    await drained;
    assert.deepEqual(dispatching.begun, [1]);
  });

  test("when drained waits no longer than it may", async () => {
    await using dispatching = await Dispatching.open();
    await dispatching.dispatcher.start();
    await dispatching.add("hello", 1);
    const outOfTime = new AbortController();
    const drained = dispatching.dispatcher.drain(outOfTime.signal);
    outOfTime.abort();
    await drained;
    assert.deepEqual(dispatching.running, [1]);
  });
});
