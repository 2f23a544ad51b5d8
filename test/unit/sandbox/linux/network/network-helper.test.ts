import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { silentLogger } from "../../../../../src/base/log.ts";
import { NetworkHelper, runNetworkHelper } from "../../../../../src/sandbox/linux/network/network-helper.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { writeFakeHelper } from "./fake-helper.ts";

const start = (directory: string) => new NetworkHelper(writeFakeHelper(directory).program, silentLogger);

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
    await using helper = new NetworkHelper("/nonexistent/lambkin-network", silentLogger);
    await assert.rejects(helper.send("routes"), { errno: "ENOENT" });
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
