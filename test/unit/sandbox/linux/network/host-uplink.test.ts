import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { silentLogger } from "../../../../../src/base/log.ts";
import { connectHostUplink } from "../../../../../src/sandbox/linux/network/host-uplink.ts";
import { DEFAULT_NETWORK_CONFIG, type NetworkConfig } from "../../../../../src/sandbox/linux/network/network-config.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";
import { writeFakeHelper } from "./fake-helper.ts";

const connect = (programPath: string, config: Partial<NetworkConfig>) =>
  connectHostUplink({
    home: "/var/lib/lambkin",
    programPath,
    config: { ...DEFAULT_NETWORK_CONFIG, ...config },
    nameservers: ["192.0.2.53"],
    clock: new FakeClock(),
    logger: silentLogger,
  });

describe("connectHostUplink", () => {
  test("tells the helper the interface, the block and what is refused", async () => {
    using directory = temporaryDirectory();
    const { program, commands } = writeFakeHelper(directory.path);
    const { helper, caveat } = await connect(program, {
      addressBlock: "10.99.0.0/24",
      deny: ["10.0.0.0/8", "172.16.0.0/12"],
      allow: ["10.1.0.0/16"],
    });
    await helper[Symbol.asyncDispose]();
    assert.equal(caveat, undefined);
    assert.match(
      readFileSync(commands, "utf8"),
      /^start lambkin-[0-9a-f]{7} 10\.99\.0\.0\/24 deny=10\.0\.0\.0\/8,172\.16\.0\.0\/12 allow=10\.1\.0\.0\/16 dns=192\.0\.2\.53$/m,
    );
  });

  test("refuses a range that is none before anything is started", async () => {
    const refused = connect("/nonexistent/lambkin-network", { deny: ["10.0.0.0/8", "everything"] });
    await assert.rejects(refused, { name: "OperatorError", code: "InvalidNetwork", message: /deny has everything/ });
  });

  test("refuses more ranges than the helper takes", async () => {
    const refused = connect("/nonexistent/lambkin-network", { allow: Array.from({ length: 65 }, () => "10.0.0.1") });
    await assert.rejects(refused, { code: "InvalidNetwork", message: /allow has 65/ });
  });
});
