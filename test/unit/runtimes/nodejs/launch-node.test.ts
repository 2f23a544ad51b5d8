import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launchNode } from "../../../../src/runtimes/nodejs/launch-node.ts";

const FILES = { directory: "/files/node", sdkDirectory: undefined };
const settings = (environment: Record<string, string> = {}, memoryMiB = 128) => ({
  handler: "index.handler",
  memoryMiB,
  hasLayers: false,
  environment,
});

const preparedWith = (environment: Record<string, string>) =>
  launchNode("nodejs24.x", FILES, settings(environment)).preparedCommand;

describe("launchNode", () => {
  test("starts our runtime on the Node.js at /var/lang", () => {
    const plan = launchNode("nodejs24.x", FILES, settings());
    assert.deepEqual(plan.command, [
      "/var/lang/bin/node",
      "--expose-gc",
      "--max-http-header-size=81920",
      "--max-semi-space-size=6",
      "--max-old-space-size=116",
      "/var/runtime/guest/main.cjs",
    ]);
    assert.deepEqual(
      plan.mounts.map(({ target }) => target),
      ["/var/lang", "/var/runtime/guest", "/var/runtime/reseed.node", "/var/runtime/trace-id.node"],
    );
  });

  test("shows the SDK where AWS's lies, once it is fetched", () => {
    const plan = launchNode("nodejs24.x", { ...FILES, sdkDirectory: "/files/sdk" }, settings());
    assert.deepEqual(plan.mounts.at(-1), { source: "/files/sdk", target: "/var/runtime/node_modules" });
  });

  test("sets the variables that AWS sets", () => {
    assert.deepEqual(launchNode("nodejs22.x", FILES, settings()).environment, {
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      LANG: "en_US.UTF-8",
      LD_LIBRARY_PATH: "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
      NODE_PATH:
        "/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task",
      PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      TZ: ":UTC",
    });
  });

  test("leaves the heap to NODE_OPTIONS when they size it, however it is spelt", () => {
    const { command } = launchNode("nodejs24.x", FILES, settings({ NODE_OPTIONS: "--max_semi_space_size=8" }));
    assert.equal(command.join(" ").includes("space-size"), false);
  });

  test("turns experimental module features off, unless NODE_OPTIONS turns them on", () => {
    const off = launchNode("nodejs22.x", FILES, settings()).command;
    assert.ok(off.includes("--no-experimental-require-module") && off.includes("--no-experimental-detect-module"));
    const on = launchNode("nodejs22.x", FILES, settings({ NODE_OPTIONS: "--experimental-require-module" })).command;
    assert.ok(!on.includes("--no-experimental-require-module") && on.includes("--no-experimental-detect-module"));
    const older = launchNode("nodejs20.x", FILES, settings()).command;
    assert.ok(older.includes("--no-experimental-require-module") && !older.includes("--no-experimental-detect-module"));
  });

  test("lets the wrapper start the command", () => {
    const { command } = launchNode("nodejs24.x", FILES, settings({ AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" }));
    assert.deepEqual(command.slice(0, 2), ["/opt/wrapper", "/var/lang/bin/node"]);
  });

  test("can be started before its function is known", () => {
    const { preparedCommand = [] } = launchNode("nodejs24.x", FILES, settings({ NODE_ENV: "test", LANGCHAIN: "1" }));
    assert.deepEqual(preparedCommand.slice(-2), ["--max-old-space-size=116", "/var/runtime/guest/prepared.cjs"]);
  });

  test("is started as a whole where a variable or a wrapper must be there first", () => {
    assert.equal(preparedWith({ NODE_OPTIONS: "--enable-source-maps" }), undefined);
    assert.equal(preparedWith({ UV_THREADPOOL_SIZE: "8" }), undefined);
    assert.equal(preparedWith({ LD_PRELOAD: "/opt/lib/agent.so" }), undefined);
    assert.equal(preparedWith({ LANG: "de_DE.UTF-8" }), undefined);
    assert.equal(preparedWith({ AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" }), undefined);
  });
});
