import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Server } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { NoteTaker } from "../../../../../../src/services/lambda/invoke/head-starts/note-taker.ts";
import type { Notes } from "../../../../../../src/services/lambda/invoke/head-starts/notes.ts";

const NOTES = '{"preload":["boto3"]}\n';

const fixture = async (context: TestContext) => {
  const taken: Notes[] = [];
  const taker = new NoteTaker((notes) => taken.push(notes));
  context.after(() => taker[Symbol.dispose]());
  let listening: Server | undefined;
  taker.listen({
    serve: (_port, server) => {
      listening = server.listen(0, "127.0.0.1");
    },
  });
  assert.ok(listening);
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  /** Resolves when the other side has nothing more to say. */
  const send = async (text: string): Promise<"heard" | "refused"> => {
    const socket = connect(port, "127.0.0.1");
    socket.end(text);
    socket.resume();
    try {
      await once(socket, "end");
      return "heard";
    } catch {
      return "refused";
    }
  };
  return { taker, taken, send };
};

describe("who takes notes", () => {
  test("lets the guest go when it has heard all", async (context) => {
    const { taken, send } = await fixture(context);
    assert.equal(await send(NOTES), "heard");
    assert.deepEqual(taken, [{ preload: ["boto3"], files: [] }]);
  });

  test("listens once", async (context) => {
    const { taken, send } = await fixture(context);
    await send(NOTES);
    assert.equal(await send(NOTES), "refused");
    assert.equal(taken.length, 1);
  });

  test("hears nothing any more when it is disposed of", async (context) => {
    const { taker, taken, send } = await fixture(context);
    taker[Symbol.dispose]();
    assert.equal(await send(NOTES), "refused");
    assert.deepEqual(taken, []);
  });

  test("keeps nothing of what is no notes", async (context) => {
    const { taken, send } = await fixture(context);
    assert.equal(await send("hello\n"), "heard");
    assert.deepEqual(taken, []);
  });
});
