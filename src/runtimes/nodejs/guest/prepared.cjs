"use strict";

/**
 * The Node.js runtime in a sandbox that was made before anybody knew for which function. Loads what every function
 * needs, and the packages of the AWS SDK that are its arguments, waits to be told its environment by whoever listens on
 * the port that is its last argument, and goes on like any.
 */
const { createRequire } = require("node:module");
const { connect } = require("node:net");
const { pathToFileURL } = require("node:url");
const { run } = require("./runtime.cjs");
const { warmUp } = require("./warm-up.cjs");
require("./node-path.cjs");

/** JSON, until the other side has said all; who is connected is ready. */
const receiveEnvironment = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece) => (text += piece));
    socket.on("error", reject);
    socket.on("end", () => resolve(JSON.parse(text)));
  });

/** LIMIT: libraries see the change, and so do child processes; `/proc/self/environ` does not. */
const setEnvironment = (environment) => {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) if (process.env[name] !== value) process.env[name] = value;
};

/** For `require` and for `import`, each of which keeps what it has loaded. */
const preload = async (library) => {
  const file = createRequire("/var/runtime/index.mjs").resolve(library);
  require(file);
  await import(pathToFileURL(file).href);
};

const main = async () => {
  const port = Number(process.argv.pop());
  // The first `import` of a process sets up the loader of ES modules, which takes 2 ms.
  await import("data:text/javascript,");
  for (const library of process.argv.splice(2)) await preload(library);
  // Without it everything goes as well, later.
  await warmUp().catch(() => {});
  setEnvironment(await receiveEnvironment(port));
  process.chdir(process.env.LAMBDA_TASK_ROOT);
  process.argv[1] = require.resolve("./main.cjs");
  run();
};

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
