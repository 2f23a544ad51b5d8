import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type LauncherListener, LauncherSpawner } from "../../../../src/sandbox/linux/launcher-spawner.ts";

const LAUNCHER = fileURLToPath(new URL("../../../../build/lambkin-launcher", import.meta.url));
const compiled = { skip: existsSync(LAUNCHER) ? false : "needs the compiled launcher" };

/** Remembers what it is told. */
const listen = () => {
  const said: string[] = [];
  const gone = Promise.withResolvers<void>();
  const listener: LauncherListener = { onMessage: ({ kind }) => void said.push(kind), onGone: () => gone.resolve() };
  return { said, gone: gone.promise, listener };
};

describe("LauncherSpawner", compiled, () => {
  test("tells each launcher's messages to the one who started it, and its end last", async () => {
    await using spawner = new LauncherSpawner(LAUNCHER);
    const [first, second] = [listen(), listen()];
    const launchers = await Promise.all([spawner.launch(first.listener), spawner.launch(second.listener)]);
    launchers[0].orders.end("no length of a request follows");
    await first.gone;
    assert.deepEqual(first.said, ["failed"]);
    assert.deepEqual(second.said, []);
  });

  test("kills the launcher that is meant", async () => {
    await using spawner = new LauncherSpawner(LAUNCHER);
    const [killed, other] = [listen(), listen()];
    const launcher = await spawner.launch(killed.listener);
    await spawner.launch(other.listener);
    launcher.kill();
    await killed.gone;
    assert.deepEqual(killed.said, []);
  });

  test("takes what it has started with it", async () => {
    const spawner = new LauncherSpawner(LAUNCHER);
    const waiting = listen();
    await spawner.launch(waiting.listener);
    await spawner[Symbol.asyncDispose]();
    await waiting.gone;
  });
});
