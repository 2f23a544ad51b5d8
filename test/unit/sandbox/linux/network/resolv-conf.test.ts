import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { findResolver, sandboxResolvConf } from "../../../../../src/sandbox/linux/network/resolv-conf.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

const NOBODY: ReadonlySet<string> = new Set();

describe("findResolver", () => {
  test("takes the host's own name servers, three at most, with its search list and options", () => {
    using directory = temporaryDirectory();
    const file = path.join(directory.path, "resolv.conf");
    writeFileSync(
      file,
      "# made by hand\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch example.com\noptions ndots:2\n" +
        "nameserver 192.0.2.3\nnameserver 192.0.2.4\n",
    );
    assert.deepEqual(findResolver([file], NOBODY), {
      nameservers: ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
      settings: ["search example.com", "options ndots:2"],
    });
  });

  test("looks behind a stub on the loopback", () => {
    using directory = temporaryDirectory();
    const stub = path.join(directory.path, "stub.conf");
    const upstream = path.join(directory.path, "upstream.conf");
    writeFileSync(stub, "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch lan\n");
    writeFileSync(upstream, "nameserver 192.0.2.53\n");
    assert.deepEqual(findResolver([stub, upstream], NOBODY), {
      nameservers: ["192.0.2.53"],
      settings: ["options edns0 trust-ad", "search lan"],
    });
  });

  test("leaves out what a sandbox cannot reach: the host's own addresses and IPv6", () => {
    using directory = temporaryDirectory();
    const file = path.join(directory.path, "resolv.conf");
    writeFileSync(file, "nameserver 192.0.2.9\nnameserver fd00::1\nnameserver 192.0.2.10\n");
    assert.deepEqual(findResolver([file], new Set(["192.0.2.9"])).nameservers, ["192.0.2.10"]);
  });

  test("finds none when no file names one", () => {
    assert.deepEqual(findResolver(["/nonexistent/resolv.conf"], NOBODY), { nameservers: [], settings: [] });
  });
});

describe("sandboxResolvConf", () => {
  test("writes name servers first and keeps the host's settings", () => {
    const content = sandboxResolvConf({ nameservers: ["192.0.2.1", "192.0.2.2"], settings: ["search lan"] });
    assert.equal(content, "nameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch lan\n");
  });

  test("says so when there is no name server", () => {
    assert.match(sandboxResolvConf({ nameservers: [], settings: ["search lan"] }), /^# No name server[^\n]*\n$/);
  });
});
