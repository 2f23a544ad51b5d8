import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TaskGroup } from "../../../../../src/base/task-group.ts";
import { TooManyRequestsException } from "../../../../../src/models/generated/lambda.ts";
import { HostMemory, type MemoryShare } from "../../../../../src/services/lambda/invoke/host-memory.ts";
import { MemoryRoom } from "../../../../../src/services/lambda/invoke/memory-room.ts";

/** A host of 1,000 MiB with idle environments, the one that has been idle longest first. */
const host = (...idleMiB: readonly number[]) => {
  const memory = new HostMemory(1_000);
  const ended: string[] = [];
  const holderOf = (share: MemoryShare | undefined, name: string) => ({
    memory: share,
    [Symbol.asyncDispose]: async () => {
      ended.push(name);
      share?.[Symbol.dispose]();
    },
  });
  const idle = idleMiB.map((mib, index) => holderOf(memory.reserve(mib), `idle ${index}`));
  const prepared = ["prepared"];
  const tasks = new TaskGroup((error) => assert.fail(String(error)));
  const room = new MemoryRoom({
    memory,
    leastRecentlyUsed: () => idle.shift(),
    ending: () => undefined,
    evictPrepared: async () => {
      const given = prepared.shift();
      if (given !== undefined) ended.push(given);
      return given !== undefined;
    },
    tasks,
    onError: (error) => assert.fail(String(error)),
  });
  return { memory, room, ended, tasks };
};

describe("MemoryRoom", () => {
  test("ends nothing as long as there is room for more", async () => {
    const { room, ended, tasks } = host(300);
    await room.reserve(100);
    await tasks.idle();
    assert.deepEqual(ended, []);
  });

  test("ends idle environments when there is little left, until there is twice as much", async () => {
    const { memory, room, ended, tasks } = host(100, 100, 300, 200);
    await room.reserve(200);
    await tasks.idle();
    assert.deepEqual(ended, ["idle 0", "idle 1"]);
    assert.equal(memory.freeMiB, 300);
  });

  test("ends as many at once as a start needs", async () => {
    const { room, ended } = host(300, 300, 300);
    await room.reserve(600);
    assert.deepEqual(ended.slice(0, 2), ["idle 0", "idle 1"]);
  });

  test("makes room for an environment that is to wake up", async () => {
    const { memory, room, ended } = host(500);
    const share = memory.reserve(400);
    share?.rest(100);
    assert.ok(share);
    memory.reserve(350);
    await room.claim(share);
    assert.equal(share.heldMiB, 400);
    assert.deepEqual(ended, ["idle 0"]);
  });

  test("gives up what is prepared last, and then refuses", async () => {
    const { room, ended } = host(300);
    await assert.rejects(room.reserve(1_200), TooManyRequestsException);
    assert.deepEqual(ended, ["idle 0", "prepared"]);
  });
});
