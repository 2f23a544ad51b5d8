import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { loadConfig } from "../../../src/server/load-config.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const problemsOf = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): string => {
  try {
    loadConfig(args, environment);
  } catch (error) {
    assert.ok(error instanceof OperatorError);
    return error.message;
  }
  return assert.fail("the configuration was accepted");
};

describe("loadConfig", () => {
  test("has a default for every setting", () => {
    const config = loadConfig([], {});
    assert.equal(config.port, 4566);
    assert.equal(config.host, "127.0.0.1");
    assert.equal(config.region, "us-east-1");
    assert.equal(config.accountId, "000000000000");
    assert.equal(config.open, false);
  });

  test("takes a flag before a variable before the config file", () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, "lambkin.json");
    writeFileSync(file, JSON.stringify({ port: 1000, region: "eu-west-1", concurrency: 7 }));
    const config = loadConfig(["--port", "3000", "--config", file], {
      LAMBKIN_PORT: "2000",
      LAMBKIN_REGION: "eu-west-2",
    });
    assert.equal(config.port, 3000);
    assert.equal(config.region, "eu-west-2");
    assert.equal(config.concurrency, 7);
  });

  test("spells units in flags and variables", () => {
    assert.equal(loadConfig(["--memory-mib=512"], {}).memoryMiB, 512);
    assert.equal(loadConfig([], { LAMBKIN_MEMORY_MIB: "512" }).memoryMiB, 512);
  });

  test("makes the home absolute", () => {
    assert.equal(loadConfig(["--home", "some/where"], {}).home, join(process.cwd(), "some/where"));
  });

  test("makes the directory of runtimes absolute, as sandboxes need it, and leaves the usual one to others", () => {
    assert.equal(loadConfig(["--runtimes", "some/where"], {}).runtimes, join(process.cwd(), "some/where"));
    assert.equal(loadConfig([], {}).runtimes, "");
  });

  test("shows all problems at once, unknown keys included", () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, "lambkin.json");
    writeFileSync(file, JSON.stringify({ colour: "red", egress: "maybe" }));
    const message = problemsOf(["--prot", "1", "--port", "70000", "--config", file, "surplus"], { LAMBKIN_PROT: "1" });
    assert.match(message, /--prot: is not an option of Lambkin/);
    assert.match(message, /--port: must be a whole number from 0 to 65535, not "70000"/);
    assert.match(message, /surplus: is not an option/);
    assert.match(message, /LAMBKIN_PROT: is not a setting of Lambkin/);
    assert.match(message, /colour in .*lambkin\.json: is not a setting of Lambkin/);
    assert.match(message, /egress in .*lambkin\.json: must be one of host, none, not "maybe"/);
  });

  test("refuses a flag without its value", () => {
    assert.match(problemsOf(["--region"]), /--region: needs a value/);
  });

  test("refuses an account id that is no account id", () => {
    assert.match(problemsOf([], { LAMBKIN_ACCOUNT_ID: "12" }), /LAMBKIN_ACCOUNT_ID: must have the form/);
  });

  test("says when the config file cannot be read", () => {
    assert.match(problemsOf(["--config", "/nonexistent/lambkin.json"]), /\/nonexistent\/lambkin\.json: ENOENT/);
  });
});
