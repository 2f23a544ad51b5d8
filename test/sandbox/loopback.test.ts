import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, test } from "node:test";
import { firstLine, rootOnly, sandboxHost, text } from "./sandbox-host.ts";

const nodeMount = { sources: [path.dirname(process.execPath)], target: "/var/lang/bin" } as const;

/** Bash speaks TCP by itself; the redirection fails when nobody listens. */
const reach = (port: number) => `(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo reached || echo refused`;
const ask = (port: number) =>
  `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET /hello HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3 | tail -1`;

describe("loopback", rootOnly, () => {
  const host = sandboxHost();

  test("the host's loopback is out of reach", async () => {
    await using server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { stdout } = await host.run(["/bin/bash", "-c", reach(port)]);
    assert.equal(stdout, "refused\n");
  });

  test("there is no interface but loopback", async () => {
    const { stdout } = await host.shell(
      "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; cat /proc/net/route | wc -l",
    );
    assert.equal(stdout, "lo\n1\n");
  });

  test("the server answers on a port inside, and the host does not see that port", async () => {
    // Somebody may have any port of the host's; so it is this test that has it.
    await using outside = createServer((_, response) => response.end("the host's own")).listen(0, "127.0.0.1");
    await once(outside, "listening");
    const { port } = outside.address() as AddressInfo;
    await using sandbox = await host.create({ command: ["/bin/bash", "-c", ask(port)], listenPorts: [port] });
    await using server = createServer((request, response) => response.end(`served ${request.url}`));
    sandbox.serve(port, server);
    const answer = await fetch(`http://127.0.0.1:${port}/hello`);
    assert.equal(await answer.text(), "the host's own");
    assert.equal(await text(sandbox.stdout), "served /hello");
  });

  test("the server connects to what listens inside, and learns when nobody does", async () => {
    const listen = `require("net").createServer((socket) => socket.end("heard")).listen(8080, "sandbox.localdomain",
      () => console.log("listening"))`;
    await using sandbox = await host.create({ command: ["/var/lang/bin/node", "-e", listen], mounts: [nodeMount] });
    assert.equal(await firstLine(sandbox.stdout), "listening");
    assert.equal(await text(await sandbox.connect(8080)), "heard");
    await assert.rejects(sandbox.connect(8081), /ECONNREFUSED/);
  });

  test("two sandboxes have the same port each to itself", async () => {
    await using one = await host.create({ command: ["/bin/bash", "-c", ask(9001)], listenPorts: [9001, 2000] });
    await using other = await host.create({ command: ["/bin/bash", "-c", ask(9001)], listenPorts: [9001] });
    await using serverOfOne = createServer((_, response) => response.end("one"));
    await using serverOfOther = createServer((_, response) => response.end("other"));
    one.serve(9001, serverOfOne);
    other.serve(9001, serverOfOther);
    assert.deepEqual(await Promise.all([text(one.stdout), text(other.stdout)]), ["one", "other"]);
  });

  test("a port is served once, and only when it was asked for", async () => {
    await using sandbox = await host.create({ listenPorts: [9001] });
    await using server = createServer();
    sandbox.serve(9001, server);
    assert.throws(() => sandbox.serve(9001, createServer()), /9001/);
    assert.throws(() => sandbox.serve(9002, createServer()), /9002/);
  });
});
