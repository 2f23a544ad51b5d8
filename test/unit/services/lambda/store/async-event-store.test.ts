import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { AsyncEvent } from "../../../../../src/services/lambda/model/async-event.ts";
import { AsyncEventStore } from "../../../../../src/services/lambda/store/async-event-store.ts";
import { MIGRATIONS } from "../../../../../src/services/lambda/store/migrations/all.ts";
import { openSqliteDatabase } from "../../../../../src/storage/sqlite-database.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

const openStore = async (directory: string) => {
  const database = await openSqliteDatabase({ path: join(directory, "state.db") });
  await database.migrate("lambda", MIGRATIONS);
  return { store: await AsyncEventStore.open(database), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
};

const event = (functionName: string, overrides: Partial<AsyncEvent> = {}): AsyncEvent => ({
  functionName,
  qualifier: undefined,
  requestId: "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e",
  payload: Buffer.from('{"n":1}'),
  clientContext: undefined,
  traceHeader: undefined,
  acceptedMs: 1_000,
  ...overrides,
});

const namesIn = async (store: AsyncEventStore): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const name of store.functionNames()) names.push(name);
  return names;
};

describe("the queue of asynchronous events", () => {
  test("keeps every member of an event", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    const given = event("hello", {
      qualifier: "live",
      clientContext: "e30=",
      tenantId: "blue",
      traceHeader: "Lineage=1:2cf24dba:0",
    });
    await store.add(given);
    const { payload, ...rest } = (await store.find(1)) ?? assert.fail("the event is not there");
    assert.equal(Buffer.from(payload).toString(), '{"n":1}');
    assert.deepEqual(rest, {
      eventId: 1,
      functionName: "hello",
      qualifier: "live",
      requestId: "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e",
      clientContext: "e30=",
      tenantId: "blue",
      traceHeader: "Lineage=1:2cf24dba:0",
      acceptedMs: 1_000,
      invokeCount: 0,
      refusals: 0,
      refusedStatusCode: undefined,
      outcome: undefined,
    });
  });

  test("is there when it is opened again, and goes on counting", async () => {
    using directory = temporaryDirectory();
    await using first = await openStore(directory.path);
    await first.store.add(event("hello"));
    await first[Symbol.asyncDispose]();
    await using second = await openStore(directory.path);
    await second.store.add(event("hello"));
    assert.deepEqual(await second.store.due("hello", 1_000, 10), [1, 2]);
  });

  test("gives the events of one function that are due, longest first", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await store.add(event("hello", { acceptedMs: 1_000 }));
    await store.add(event("other", { acceptedMs: 1_000 }));
    await store.add(event("hello", { acceptedMs: 1_001 }));
    await store.postpone(1, 5_000, { invokeCount: 1, refusals: 0, refusedStatusCode: undefined });
    assert.deepEqual(await store.due("hello", 1_001, 10), [3]);
    assert.equal(await store.nextDueMs("hello", 1_001), 5_000);
    assert.deepEqual(await store.due("hello", 5_000, 10), [3, 1]);
    assert.deepEqual(await store.due("hello", 5_000, 1), [3]);
    assert.equal(await store.nextDueMs("hello", 5_000), undefined);
  });

  test("remembers what came of an attempt", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await store.add(event("hello"));
    await store.postpone(1, 5_000, { invokeCount: 1, refusals: 3, refusedStatusCode: 429 });
    const found = await store.find(1);
    assert.equal(found?.invokeCount, 1);
    assert.equal(found.refusals, 3);
    assert.equal(found.refusedStatusCode, 429);
  });

  test("remembers how an event ended, and who is still to be told", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await store.add(event("hello"));
    const outcome = {
      condition: "RetriesExhausted",
      endedMs: 2_000,
      response: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      errorMessage: "no",
      responsePayload: Buffer.from('{"errorMessage":"no"}'),
      targets: [{ kind: "dead-letter", arn: "arn:aws:sqs:us-east-1:000000000000:failed" }],
      deliveryAttempts: 1,
    } as const;
    await store.conclude(1, 2_000, 3, outcome);
    const found = await store.find(1);
    assert.equal(found?.invokeCount, 3);
    const { responsePayload, ...rest } = found.outcome ?? assert.fail("there is no outcome");
    assert.equal(Buffer.from(responsePayload ?? []).toString(), '{"errorMessage":"no"}');
    const { responsePayload: _, ...expected } = outcome;
    assert.deepEqual(rest, expected);
  });

  test("names the functions that have events", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await store.add(event("b"));
    await store.add(event("a"));
    await store.add(event("b"));
    assert.deepEqual(await namesIn(store), ["a", "b"]);
  });

  test("tells how much waits, and since when", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await store.add(event("b", { acceptedMs: 3_000 }));
    await store.add(event("a", { acceptedMs: 1_000 }));
    await store.add(event("a", { acceptedMs: 2_000 }));
    await store.postpone(2, 9_000, { invokeCount: 1, refusals: 0, refusedStatusCode: undefined });
    assert.deepEqual(await store.backlog(), [
      { functionName: "a", eventCount: 2, oldestAcceptedMs: 1_000 },
      { functionName: "b", eventCount: 1, oldestAcceptedMs: 3_000 },
    ]);
  });

  test("tells the backlog as events come and go, and after a restart", async () => {
    using directory = temporaryDirectory();
    {
      await using opened = await openStore(directory.path);
      const { store } = opened;
      assert.deepEqual(await store.backlog(), []);
      await store.add(event("a", { acceptedMs: 1_000 }));
      await store.add(event("b", { acceptedMs: 2_000 }));
      await store.add(event("a", { acceptedMs: 3_000 }));
      await store.remove({ eventId: 1, functionName: "a" });
      await store.remove({ eventId: 1, functionName: "a" });
      assert.deepEqual(await store.backlog(), [
        { functionName: "a", eventCount: 1, oldestAcceptedMs: 3_000 },
        { functionName: "b", eventCount: 1, oldestAcceptedMs: 2_000 },
      ]);
      await store.discard("a");
      await store.add(event("a", { acceptedMs: 4_000 }));
    }
    await using opened = await openStore(directory.path);
    await opened.store.remove({ eventId: 2, functionName: "b" });
    assert.deepEqual(await opened.store.backlog(), [{ functionName: "a", eventCount: 1, oldestAcceptedMs: 4_000 }]);
    await opened.store.remove({ eventId: 4, functionName: "a" });
    assert.deepEqual(await opened.store.backlog(), []);
  });

  test("discards all that one function has, however much, and nothing of others", async () => {
    using directory = temporaryDirectory();
    await using opened = await openStore(directory.path);
    const { store } = opened;
    await Promise.all(Array.from({ length: 1_200 }, () => store.add(event("gone"))));
    await store.add(event("other"));
    assert.equal(await store.discard("gone"), 1_200);
    assert.deepEqual(await namesIn(store), ["other"]);
  });
});
