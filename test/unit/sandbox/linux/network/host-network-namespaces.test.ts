import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { silentLogger } from "../../../../../src/base/log.ts";
import { HostNetworkNamespaces } from "../../../../../src/sandbox/linux/network/host-network-namespaces.ts";
import { NetworkHelper } from "../../../../../src/sandbox/linux/network/network-helper.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { writeFakeHelper } from "./fake-helper.ts";

const NEVER = new AbortController().signal;

const setUp = (options: { readonly spares: number }) => {
  const cleanup = new AsyncDisposableStack();
  const { program, commands } = writeFakeHelper(cleanup.use(temporaryDirectory()).path);
  const clock = new FakeClock();
  const helpers: NetworkHelper[] = [];
  const connect = () => {
    const helper = new NetworkHelper(program, { logger: silentLogger, clock });
    helpers.push(helper);
    return Promise.resolve({ helper, caveat: undefined });
  };
  const open = async () => {
    const settings = { ...options, connect, clock, logger: silentLogger, resolvConf: () => "nameserver 192.0.2.1\n" };
    return cleanup.use(new HostNetworkNamespaces(await connect(), settings));
  };
  return { open, clock, helpers, commands: () => readFileSync(commands, "utf8").trim().split("\n"), cleanup };
};

describe("HostNetworkNamespaces", () => {
  test("hands out a namespace as a descriptor of the helper, with its address", async () => {
    const { open, helpers, cleanup } = setUp({ spares: 0 });
    await using _ = cleanup;
    const namespace = await (await open()).acquire({ egress: "host", signal: NEVER });
    assert.equal(namespace.path, `/proc/${helpers[0]?.pid}/fd/104`);
    assert.equal(namespace.address, "100.64.0.4");
    assert.equal(namespace.egress, "host");
  });

  test("makes nothing for a sandbox without egress", async () => {
    const { open, cleanup } = setUp({ spares: 0 });
    await using _ = cleanup;
    const network = await open();
    const namespace = await network.acquire({ egress: "none", signal: NEVER });
    assert.equal(namespace.path, undefined);
    assert.match(network.resolvConf("none"), /^#/);
    assert.equal(network.resolvConf("host"), "nameserver 192.0.2.1\n");
  });

  test("keeps as many ahead as it was told", async () => {
    const { open, commands, helpers, cleanup } = setUp({ spares: 2 });
    await using _ = cleanup;
    const network = await open();
    await helpers[0]?.send("destroy");
    await network.acquire({ egress: "host", signal: NEVER });
    await helpers[0]?.send("destroy");
    assert.equal(commands().filter((command) => command.startsWith("create")).length, 3);
  });

  test("removes what was disposed together, a little later, and once", async () => {
    const { open, clock, commands, helpers, cleanup } = setUp({ spares: 0 });
    await using _ = cleanup;
    const network = await open();
    const first = await network.acquire({ egress: "host", signal: NEVER });
    const second = await network.acquire({ egress: "host", signal: NEVER });
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await clock.advance(1000);
    await helpers[0]?.send("create");
    assert.deepEqual(
      commands().filter((command) => command.startsWith("destroy")),
      ["destroy 4 5"],
    );
  });

  test("keeps for another what came too late for a caller who gave up", async () => {
    const { open, commands, cleanup } = setUp({ spares: 0 });
    await using _ = cleanup;
    const network = await open();
    const impatience = new AbortController();
    const late = network.acquire({ egress: "host", signal: impatience.signal });
    impatience.abort(new Error("gave up"));
    await assert.rejects(late, /gave up/);
    assert.equal((await network.acquire({ egress: "host", signal: NEVER })).address, "100.64.0.4");
    assert.equal(commands().length, 1);
  });

  test("starts another helper when one has ended, and forgets what that one made", async () => {
    const { open, helpers, cleanup } = setUp({ spares: 1 });
    await using _ = cleanup;
    const network = await open();
    await assert.rejects(helpers[0]?.send("crash") ?? assert.fail());
    const namespace = await network.acquire({ egress: "host", signal: NEVER });
    assert.equal(helpers.length, 2);
    assert.match(namespace.path ?? "", new RegExp(`^/proc/${helpers[1]?.pid}/`));
  });
});
