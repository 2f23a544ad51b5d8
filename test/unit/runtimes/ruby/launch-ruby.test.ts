import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { launchRuby } from "../../../../src/runtimes/ruby/launch-ruby.ts";

const SETTINGS = { handler: "index.handler", memoryMiB: 128, hasLayers: false, environment: {} };
const OF_THE_HOST = {
  version: "3.3.8",
  executable: "/usr/bin/ruby3.3",
  prefix: "/usr",
  libraries: ["/usr/lib/ruby/3.3.0"],
  isInUsr: true,
};
const PREFIX = "/home/ada/.rbenv/versions/3.4.2";
const OF_A_HOME = {
  version: "3.4.2",
  executable: `${PREFIX}/bin/ruby`,
  prefix: PREFIX,
  libraries: [`${PREFIX}/lib/ruby/3.4.0`, `${PREFIX}/lib/ruby/3.4.0/x86_64-linux`],
  isInUsr: false,
};

describe("launchRuby", () => {
  test("runs the host's own interpreter where it lies", () => {
    const plan = launchRuby("ruby3.3", OF_THE_HOST, SETTINGS);
    assert.deepEqual(plan.command, ["/usr/bin/ruby3.3", "/var/runtime/guest/main.rb"]);
    assert.deepEqual(
      plan.mounts.map(({ target }) => target),
      ["/var/runtime/guest"],
    );
  });

  test("shows one from elsewhere at /var/lang, tells it so, and shows nothing of the way to it", () => {
    const plan = launchRuby("ruby3.4", OF_A_HOME, SETTINGS);
    assert.deepEqual(plan.command, [
      "/var/lang/bin/ruby",
      "-I/var/lang/lib/ruby/3.4.0",
      "-I/var/lang/lib/ruby/3.4.0/x86_64-linux",
      "/var/runtime/guest/main.rb",
    ]);
    assert.deepEqual(plan.mounts[1], { source: PREFIX, target: "/var/lang" });
    assert.equal(JSON.stringify([plan.command, plan.environment]).includes("/home"), false);
  });

  test("sets AWS's variables", () => {
    const { environment } = launchRuby("ruby3.4", OF_A_HOME, SETTINGS);
    assert.equal(environment["AWS_EXECUTION_ENV"], "AWS_Lambda_ruby3.4");
    assert.equal(environment["GEM_PATH"], "/var/task/vendor/bundle/ruby/3.4.0:/opt/ruby/gems/3.4.0");
    assert.equal(environment["RUBYLIB"], "/var/task:/var/runtime/lib:/opt/ruby/lib");
    assert.equal(environment["LANG"], "en_US.UTF-8");
  });

  test("lets the wrapper start the command", () => {
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" };
    const { command } = launchRuby("ruby3.3", OF_THE_HOST, { ...SETTINGS, environment });
    assert.deepEqual(command.slice(0, 2), ["/opt/wrapper", "/usr/bin/ruby3.3"]);
  });
});
