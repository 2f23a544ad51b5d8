import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type Duplex, duplexPair } from "node:stream";
import { describe, test } from "node:test";
import { type Connect, createDelivery } from "../../../../../../src/services/lambda/extensions/telemetry/delivery.ts";

const HTTP = { protocol: "HTTP", port: 4243, path: "/events", method: "PUT" } as const;

/** Connects to a listener in the same process. */
const to =
  (listener: RequestListener): Connect =>
  () => {
    const [inside, outside] = duplexPair();
    createServer(listener).emit("connection", inside);
    return Promise.resolve(outside);
  };

const nobody: Connect = () => Promise.reject(new Error("connect ECONNREFUSED 127.0.0.1:4243"));

describe("delivery by HTTP", () => {
  test("is one request with a list of events", async () => {
    const received: unknown[] = [];
    using delivery = createDelivery(
      HTTP,
      to((request, response) => {
        let body = "";
        request.on("data", (piece: Buffer) => (body += piece.toString()));
        request.on("end", () => {
          received.push([request.method, request.url, request.headers["content-type"], request.headers.host, body]);
          response.end("OK");
        });
      }),
    );
    await delivery.send(['{"a":1}', '{"b":2}']);
    await delivery.send(['{"c":3}']);
    const head = ["PUT", "/events", "application/json", "sandbox.localdomain:4243"];
    assert.deepEqual(received, [
      [...head, '[{"a":1},{"b":2}]'],
      [...head, '[{"c":3}]'],
    ]);
  });

  test("fails when nobody listens, and when the listener refuses or hangs up", async () => {
    using silent = createDelivery(HTTP, nobody);
    await assert.rejects(silent.send(["{}"]), /ECONNREFUSED/);
    using refusing = createDelivery(
      HTTP,
      to((_, response) => response.writeHead(500).end()),
    );
    await assert.rejects(refusing.send(["{}"]), /answered 500/);
    using vanishing = createDelivery(
      HTTP,
      to((request) => request.socket.destroy()),
    );
    await assert.rejects(vanishing.send(["{}"]));
  });

  test("does not read an answer that has no end", async () => {
    let written = 0;
    using delivery = createDelivery(
      HTTP,
      to((_, response) => {
        const write = () => {
          while (!response.destroyed && response.write("x".repeat(10_000))) written += 10_000;
        };
        response.on("drain", write);
        response.on("error", () => {});
        write();
      }),
    );
    await delivery.send(["{}"]);
    assert(written < 1_000_000);
  });
});

describe("delivery by TCP", () => {
  test("is a line for each event on one connection, which is made again when it broke", async () => {
    const connections: Duplex[] = [];
    const received: string[] = [];
    using delivery = createDelivery({ protocol: "TCP", port: 4243 }, () => {
      const [inside, outside] = duplexPair();
      inside.on("data", (bytes: Buffer) => received.push(bytes.toString()));
      connections.push(outside);
      return Promise.resolve(outside);
    });
    await delivery.send(['{"a":1}', '{"b":2}']);
    await delivery.send(['{"c":3}']);
    assert.equal(connections.length, 1);
    connections[0]?.destroy();
    await delivery.send(['{"d":4}']);
    assert.equal(connections.length, 2);
    assert.deepEqual(received, ['{"a":1}\n{"b":2}\n', '{"c":3}\n', '{"d":4}\n']);
  });

  test("fails when nobody listens", async () => {
    using delivery = createDelivery({ protocol: "TCP", port: 4243 }, nobody);
    await assert.rejects(delivery.send(["{}"]), /ECONNREFUSED/);
  });
});
