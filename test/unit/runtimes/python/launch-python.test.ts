import assert from "node:assert/strict";
import { basename } from "node:path";
import { describe, test } from "node:test";
import { launchPython } from "../../../../src/runtimes/python/launch-python.ts";

const SETTINGS = { handler: "index.handler", memoryMiB: 128, hasLayers: false, environment: {} };
const OF_THE_HOST = { version: "3.11.2", executable: "/usr/bin/python3.11", prefix: "/usr", isInUsr: true };
const OF_A_HOME = {
  version: "3.12.1",
  executable: "/home/ada/.pyenv/versions/3.12.1/bin/python3.12",
  prefix: "/home/ada/.pyenv/versions/3.12.1",
  isInUsr: false,
};
const files = (interpreter: typeof OF_THE_HOST) => ({
  interpreter,
  guestDirectory: "/files/guest",
  sdkDirectory: "/files/sdk",
});

const preparedWith = (environment: Record<string, string>) =>
  launchPython("python3.11", files(OF_THE_HOST), { ...SETTINGS, environment }).preparedCommand;

describe("launchPython", () => {
  test("runs the host's own interpreter where it lies, and shows it to scripts under AWS's names", () => {
    const plan = launchPython("python3.11", files(OF_THE_HOST), SETTINGS);
    assert.deepEqual(plan.command, ["/usr/bin/python3.11", "-S", "/var/runtime/guest/main.py"]);
    assert.deepEqual(
      plan.mounts.map(({ source, target }) => [basename(source), target]),
      [
        ["guest", "/var/runtime/guest"],
        ["python3.11", "/var/lang/bin/python"],
        ["python3.11", "/var/lang/bin/python3"],
        ["lambkin-trace-id", "/var/runtime/trace-id.so"],
        ["sdk", "/var/runtime/python"],
      ],
    );
  });

  test("shows one from elsewhere at /var/lang, and nothing of the way to it", () => {
    const plan = launchPython("python3.12", files(OF_A_HOME), SETTINGS);
    assert.equal(plan.command[0], "/var/lang/bin/python3.12");
    assert.deepEqual(plan.mounts[1], { source: OF_A_HOME.prefix, target: "/var/lang" });
    assert.equal(JSON.stringify([plan.command, plan.environment]).includes("/home"), false);
  });

  test("lets the wrapper start the command", () => {
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" };
    const { command } = launchPython("python3.11", files(OF_THE_HOST), { ...SETTINGS, environment });
    assert.deepEqual(command.slice(0, 2), ["/opt/wrapper", "/usr/bin/python3.11"]);
  });

  test("can be started before its function is known, unless Python reads a variable of it at its start", () => {
    const prepared = ["/usr/bin/python3.11", "-S", "/var/runtime/guest/prepared.py"];
    assert.deepEqual(preparedWith({ STAGE: "test" }), prepared);
    assert.equal(preparedWith({ PYTHONWARNINGS: "error" }), undefined);
  });
});
