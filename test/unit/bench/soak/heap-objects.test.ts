import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "node:inspector/promises";
import { countObjects } from "../../../../bench/soak/heap-objects.ts";

class Remembered {
  readonly value = 1;
}

test("the objects of a heap snapshot are counted by their class", async () => {
  const kept = [new Remembered(), new Remembered(), new Remembered()];
  const session = new Session();
  session.connect();
  let json = "";
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ params }) => (json += params.chunk));
  await session.post("HeapProfiler.takeHeapSnapshot");
  session.disconnect();

  assert.equal(countObjects(json)["Remembered"], kept.length);
});
