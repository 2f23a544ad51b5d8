"use strict";

/**
 * Goes through what every start and every invocation goes through, before it is known for which function: V8 compiles a
 * function when it is called first, which for all of them together takes longer than a greeting's start otherwise does.
 */
const { createServer } = require("node:net");
const { createContext } = require("./context.cjs");
const { loadHandler } = require("./handler.cjs");
const { runHandler } = require("./run-handler.cjs");
const { RuntimeApi } = require("./runtime-api.cjs");

/** After five of them nothing becomes quicker that a start needs. */
const ROUNDS = 6;
const REQUEST_ID = "00000000-0000-4000-8000-000000000000";
const INVOCATION =
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: ${REQUEST_ID}\r\n` +
  "Lambda-Runtime-Deadline-Ms: 0\r\nContent-Length: 2\r\n\r\n{}";
const ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

/** Loaded and called as a function's. */
const handler = async () => null;

const warmUp = async () => {
  const platform = await listen();
  try {
    const api = new RuntimeApi(`127.0.0.1:${platform.server.address().port}`);
    const loaded = await loadHandler(__dirname, "warm-up.handler");
    for (let round = 0; round < ROUNDS; round += 1) {
      const { headers, body } = await api.next();
      const result = await runHandler(loaded, JSON.parse(body), createContext(headers));
      await api.succeed(REQUEST_ID, JSON.stringify(result));
    }
  } finally {
    await platform.close();
  }
};

/** Somebody to talk to, on this very process' loopback. */
const listen = async () => {
  const sockets = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (bytes) => socket.write(bytes.toString().startsWith("POST") ? ACCEPTED : INVOCATION));
  });
  await new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { server, close };
};

module.exports = { handler, warmUp };
