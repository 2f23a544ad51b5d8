import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../../src/base/clock.ts";
import { findLauncher } from "../../../../src/sandbox/linux/launcher-program.ts";
import { LauncherSpawner } from "../../../../src/sandbox/linux/launcher-spawner.ts";
import type { LauncherListener } from "../../../../src/sandbox/linux/spawned-launcher.ts";
import { eventually } from "../../../support/eventually.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { READY, writeFakeLauncher } from "./fake-launcher.ts";

const LAUNCHER = fileURLToPath(new URL("../../../../build/lambkin-launcher", import.meta.url));
const compiled = { skip: existsSync(LAUNCHER) ? false : "needs the compiled launcher" };
const forever = new AbortController().signal;

/** Remembers what it is told. */
const listen = () => {
  const said: string[] = [];
  const gone = Promise.withResolvers<void>();
  const listener: LauncherListener = { onMessage: ({ kind }) => void said.push(kind), onGone: () => gone.resolve() };
  return { said, gone: gone.promise, listener };
};

/** Whoever started the process, and all that it has started. */
const siblingsOf = (pid: number): string => {
  const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim();
};

describe("LauncherSpawner", compiled, () => {
  test("tells each launcher's messages to the one who started it, and its end last", async () => {
    await using spawner = new LauncherSpawner(await findLauncher({ privileged: false }), systemClock);
    const [first, second] = [listen(), listen()];
    const launchers = await Promise.all([
      spawner.launch(first.listener, forever),
      spawner.launch(second.listener, forever),
    ]);
    launchers[0].orders.end("no length of a request follows");
    await first.gone;
    assert.deepEqual(first.said, ["failed"]);
    assert.deepEqual(second.said, []);
  });

  test("kills the launcher that is meant", async () => {
    await using spawner = new LauncherSpawner(await findLauncher({ privileged: false }), systemClock);
    const [killed, other] = [listen(), listen()];
    const launcher = await spawner.launch(killed.listener, forever);
    await spawner.launch(other.listener, forever);
    launcher.kill();
    await killed.gone;
    assert.deepEqual(killed.said, []);
  });

  test("keeps no launcher for a caller who is gone when it comes", async () => {
    await using spawner = new LauncherSpawner(await findLauncher({ privileged: false }), systemClock);
    const caller = new AbortController();
    const abandoned = spawner.launch(listen().listener, caller.signal);
    caller.abort(new Error("enough"));
    await assert.rejects(abandoned, /enough/);
    const { pid } = await spawner.launch(listen().listener, forever);
    await eventually(() => siblingsOf(pid) === String(pid));
  });

  test("takes what it has started with it", async () => {
    const spawner = new LauncherSpawner(await findLauncher({ privileged: false }), systemClock);
    const waiting = listen();
    await spawner.launch(waiting.listener, forever);
    await spawner[Symbol.asyncDispose]();
    await waiting.gone;
  });

  test("refuses a launcher that was replaced by another build since the server started", async () => {
    const program = { ...(await findLauncher({ privileged: false })), build: "the one before" };
    await using spawner = new LauncherSpawner(program, systemClock);
    await assert.rejects(spawner.launch(listen().listener, forever), { code: "LAUNCHER_MISMATCH" });
  });
});

describe("a launcher that this server does not know", () => {
  test("is refused at its first word, when that is not its build", async () => {
    using directory = temporaryDirectory();
    const program = writeFakeLauncher(directory.path, `say '{"launcher":7,"kind":"launcher"}'; exec sleep 60`);
    await using spawner = new LauncherSpawner(program, new FakeClock());
    await assert.rejects(spawner.launch(listen().listener, forever), { code: "LAUNCHER_MISMATCH" });
  });

  test("is refused for that, whatever else it says before it is dead", async () => {
    using directory = temporaryDirectory();
    const failed = `{"launcher":7,"kind":"failed","step":"request","errorCode":"EPROTO","errorText":"no length"}`;
    const said = `say '{"launcher":7,"kind":"launcher"}'; say '${failed}'; exec sleep 60`;
    await using spawner = new LauncherSpawner(writeFakeLauncher(directory.path, said), new FakeClock());
    await assert.rejects(spawner.launch(listen().listener, forever), { code: "LAUNCHER_MISMATCH" });
  });

  test("is waited for no longer than the caller wants", async () => {
    using directory = temporaryDirectory();
    await using spawner = new LauncherSpawner(writeFakeLauncher(directory.path, "cat >/dev/null"), new FakeClock());
    const caller = new AbortController();
    const launched = spawner.launch(listen().listener, caller.signal);
    caller.abort(new Error("enough"));
    await assert.rejects(launched, /enough/);
  });

  test("is killed when it does not end by itself", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    const spawner = new LauncherSpawner(writeFakeLauncher(directory.path, `${READY}; exec sleep 60`), clock);
    const launched = assert.rejects(spawner.launch(listen().listener, forever), /ended without saying why/);
    const ended = spawner[Symbol.asyncDispose]();
    await clock.advance(5_000);
    await ended;
    await launched;
    assert.equal(clock.pending, 0);
  });
});
