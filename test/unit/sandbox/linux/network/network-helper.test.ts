import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { silentLogger } from "../../../../../src/base/log.ts";
import { NetworkHelper, runNetworkHelper } from "../../../../../src/sandbox/linux/network/network-helper.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { writeFakeHelper } from "./fake-helper.ts";

const PARTS = { logger: silentLogger, clock: new FakeClock() };

const start = (directory: string) => new NetworkHelper(writeFakeHelper(directory).program, PARTS);

describe("NetworkHelper", () => {
  test("gives each command its own answer", async () => {
    using directory = temporaryDirectory();
    await using helper = start(directory.path);
    const answers = await Promise.all([helper.send("create"), helper.send("destroy 4"), helper.send("create")]);
    assert.deepEqual(answers, [["4", "104", "100.64.0.4"], [], ["5", "105", "100.64.0.5"]]);
  });

  test("tells the step and the reason of a refusal, and goes on", async () => {
    using directory = temporaryDirectory();
    await using helper = start(directory.path);
    await assert.rejects(helper.send("dance"), { errno: "ENOSYS", step: /understand the command/ });
    assert.equal((await helper.send("create"))[0], "4");
  });

  test("refuses what waits and what comes when the program has ended", async () => {
    using directory = temporaryDirectory();
    await using helper = start(directory.path);
    await assert.rejects(helper.send("crash"), { errno: "EPIPE" });
    assert.equal(helper.alive, false);
    await assert.rejects(helper.send("create"), { errno: "EPIPE" });
  });

  test("refuses every command when there is no such program", async () => {
    await using helper = new NetworkHelper("/nonexistent/lambkin-network", PARTS);
    await assert.rejects(helper.send("routes"), { errno: "ENOENT" });
  });

  test("kills a program that does not answer, and refuses what waits", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    const { program } = writeFakeHelper(directory.path);
    await using helper = new NetworkHelper(program, { logger: silentLogger, clock });
    const refused = assert.rejects(helper.send("sulk"), { errno: "ETIMEDOUT" });
    await clock.advance(60_000);
    await refused;
    assert.equal(helper.alive, false);
  });

  test("kills a program that does not end", async () => {
    using directory = temporaryDirectory();
    const clock = new FakeClock();
    const { program } = writeFakeHelper(directory.path);
    const helper = new NetworkHelper(program, { logger: silentLogger, clock });
    const refused = assert.rejects(helper.send("sulk"), { errno: "ETIMEDOUT" });
    const ended = helper[Symbol.asyncDispose]();
    await clock.advance(30_000);
    await ended;
    await refused;
    assert.equal(clock.pending, 0);
  });

  test("counts as ended when it has lost the way out", async () => {
    using directory = temporaryDirectory();
    await using helper = start(directory.path);
    await assert.rejects(helper.send("lose"), { errno: "EPIPE" });
    assert.equal(helper.alive, false);
  });
});

describe("runNetworkHelper", () => {
  test("fails with the reason when there is no such program", async () => {
    await assert.rejects(runNetworkHelper("/nonexistent/lambkin-network", ["probe"]), { errno: "ENOENT" });
  });
});
