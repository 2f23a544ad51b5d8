import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

/** Waits a little, so that its processes can be looked at. */
const TELL_ALL = `exports.handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, PASSWORD } = process.env;
  return { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, PASSWORD };
};`;

/** Arguments of every process on the host, which every user of it may read. */
const allArguments = (): string =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((processId) => {
      try {
        return readFileSync(`/proc/${processId}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .join("\n");

const GROUP_AND_OTHERS = 0o077;

describe("what other users of the host must not learn", () => {
  let server: TestServer;

  serveTests(
    (started) => {
      server = started;
    },
    ["--log-level", "trace"],
  );

  test("is in no process's arguments and not in the server's log", async () => {
    const lambda = new LambdaClient(server.clientOptions);
    const Environment = { Variables: { PASSWORD: "correct horse battery staple" } };
    await createNodeFunction(lambda, "tell-all", TELL_ALL, { Environment });
    const invoked = lambda.send(new InvokeCommand({ FunctionName: "tell-all" }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const seen = allArguments() + server.errors;
    const answer = textOf((await invoked).Payload);
    const ofFunction = JSON.parse(answer) as Record<string, string>;
    const secrets = [...Object.values(ofFunction), server.credentials.secretAccessKey];
    assert.equal(secrets.length, 4, answer);
    assert.deepEqual(
      secrets.filter((secret) => `${seen}${server.errors}`.includes(secret)),
      [],
    );
    lambda.destroy();
  });

  test("is in files that only the server's user can reach", () => {
    const open = readdirSync(server.home).filter((name) => {
      const mode = statSync(join(server.home, name)).mode;
      return (mode & GROUP_AND_OTHERS) !== 0;
    });
    // Fetched programs are no secret, and the directory around everything is closed anyway.
    assert.deepEqual(
      open.filter((name) => name !== "runtimes" && !name.startsWith(".")),
      [],
    );
    assert.equal(statSync(server.home).mode & GROUP_AND_OTHERS, 0);
  });
});
