import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const LAMBKIN = fileURLToPath(new URL("../../bin/lambkin", import.meta.url));
const FIRST_FUNCTION = fileURLToPath(new URL("../../scripts/first-function.ts", import.meta.url));
const RUNTIMES = fileURLToPath(new URL("../../node_modules/.cache/lambkin-runtimes", import.meta.url));

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const execute = (program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> =>
  new Promise((resolve) => {
    const env = { PATH: process.env["PATH"], HOME: environment["HOME"], ...environment };
    execFile(program, args, { env }, (error, stdout, stderr) =>
      resolve({ exitCode: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, stdout, stderr }),
    );
  });

const lambkin = (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> =>
  execute(LAMBKIN, args, environment);

/** What `./run` does once everything is installed. */
const firstFunction = (args: readonly string[]): Promise<Outcome> =>
  execute(process.execPath, [FIRST_FUNCTION, ...args], {});

describe("lambkin", () => {
  let server: TestServer;

  serveTests(async (started) => {
    server = started;
    using lambda = { client: new LambdaClient(server.clientOptions), [Symbol.dispose]: () => undefined };
    await createNodeFunction(
      lambda.client,
      "shout",
      `exports.handler = async (e) => { console.log("shouting"); return e.text.toUpperCase(); };`,
    );
    await createNodeFunction(lambda.client, "broken", `exports.handler = async () => { throw new Error("broken"); };`);
    lambda.client.destroy();
  });

  const inHome = (...args: readonly string[]) => lambkin(args, { LAMBKIN_HOME: server.home });

  test("queue shows what waits of asynchronous invocations, and throws it away", async () => {
    using lambda = { client: new LambdaClient(server.clientOptions), [Symbol.dispose]: () => undefined };
    const before = await inHome("queue");
    assert.equal(before.stdout, "no asynchronous event waits\n");
    await lambda.client.send(new InvokeCommand({ FunctionName: "broken", InvocationType: "Event" }));
    lambda.client.destroy();
    const { stdout } = await inHome("queue", "--json");
    const { queues } = JSON.parse(stdout) as { readonly queues: readonly Record<string, unknown>[] };
    assert.equal(queues[0]?.["functionName"], "broken");
    assert.equal(queues[0]["eventCount"], 1);
    const purge = await inHome("queue", "purge", "broken");
    assert.equal(purge.stdout, "threw away 1 events of broken; what runs goes on\n");
    const after = await inHome("queue", "purge");
    assert.equal(after.exitCode, 1);
    assert.match(after.stderr, /lambkin queue purge NAME/);
  });

  test("status says where the server is", async () => {
    const { exitCode, stdout } = await inHome("status", "--json");
    assert.equal(exitCode, 0);
    const status = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(status["state"], "ready");
    assert.equal(status["endpoint"], server.endpoint);
  });

  test("env prints exports that a shell understands", async () => {
    const { stdout } = await lambkin(["env", "--home", server.home], {});
    assert.match(stdout, new RegExp(`^export AWS_ENDPOINT_URL='${server.endpoint}'$`, "m"));
    assert.match(stdout, /^export AWS_REGION='us-east-1'$/m);
    assert.match(stdout, new RegExp(`^export AWS_ACCESS_KEY_ID='${server.credentials.accessKeyId}'$`, "m"));
    assert.match(stdout, /^export AWS_SECRET_ACCESS_KEY='[\w/+]{40}'$/m);
  });

  test("invoke prints the answer", async () => {
    const { exitCode, stdout } = await inHome("invoke", "shout", "--payload", '{"text":"hi"}');
    assert.equal(stdout, '"HI"\n');
    assert.equal(exitCode, 0);
  });

  test("invoke fails when the function failed, and shows its log", async () => {
    const { exitCode, stdout, stderr } = await inHome("invoke", "broken");
    assert.equal(exitCode, 1);
    assert.match(stdout, /"errorMessage":"broken"/);
    assert.match(stderr, /REPORT RequestId/);
  });

  test("invoke names the tenant", async () => {
    const { exitCode, stderr } = await inHome("invoke", "shout", "--tenant-id", "blue");
    assert.equal(exitCode, 1);
    assert.match(stderr, /Remove the tenant ID from your request and try again/);
  });

  test("invoke passes on the server's refusal", async () => {
    const { exitCode, stderr } = await inHome("invoke", "missing");
    assert.equal(exitCode, 1);
    assert.match(stderr, /ResourceNotFoundException: Function not found: .*:function:missing/);
  });

  test("logs shows what a function said", async () => {
    await inHome("invoke", "shout", "--payload", '{"text":"x"}');
    const { exitCode, stdout } = await inHome("logs", "shout");
    assert.equal(exitCode, 0);
    assert.match(stdout, /shouting/);
  });

  test("runtimes lists what is ready", async () => {
    const { exitCode, stdout } = await inHome("runtimes", "--json");
    assert.equal(exitCode, 0);
    const runtimes = JSON.parse(stdout) as { identifier: string; status: string }[];
    assert.equal(runtimes.find(({ identifier }) => identifier === "nodejs24.x")?.status, "ready");
  });

  test("doctor reports on the host", async () => {
    const { stdout } = await inHome("doctor", "--json");
    const features = JSON.parse(stdout) as { name: string; state: string }[];
    assert.ok(
      features.some(({ name }) => name === "namespaces"),
      stdout,
    );
    assert.notEqual(
      features.find(({ name }) => name === "SnapStart"),
      undefined,
    );
  });

  test("start refuses a home that is in use, and unknown options", async () => {
    const second = await inHome("start", "--port", "0");
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, /Another server is running with the data in/);
    const unknown = await inHome("start", "--prot", "1");
    assert.match(unknown.stderr, /--prot: is not an option of Lambkin/);
  });

  test("start refuses a home that is in use by another name", async () => {
    using directory = temporaryDirectory();
    const link = join(directory.path, "link");
    symlinkSync(server.home, link);
    const second = await lambkin(["start", "--port", "0", "--home", link], { HOME: directory.path });
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, /Another server is running with the data in/);
  });

  test("start --detach says how to reach a home with blanks and quotes in its name", async () => {
    using directory = temporaryDirectory();
    const home = join(directory.path, "grandma's home");
    const { stdout } = await lambkin(["start", "--detach", "--port", "0", "--home", home], { HOME: directory.path });
    // As the command was called: a checkout's is on nobody's search path.
    const command = /eval "(.*)"$/m.exec(stdout)?.at(1) ?? "";
    const shell = await execute("/bin/sh", ["-c", `eval "${command}"; echo "$AWS_ENDPOINT_URL"`], {});
    assert.match(shell.stdout, /^http:\/\/127\.0\.0\.1:\d+$/m);
    assert.equal((await lambkin(["stop", "--home", home], {})).exitCode, 0);
  });

  test("start refuses --open on an address that others reach", async () => {
    using home = temporaryDirectory();
    const { exitCode, stderr } = await lambkin(["start", "--open", "--host", "0.0.0.0", "--port", "0"], {
      LAMBKIN_HOME: home.path,
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /Refusing to serve without authentication on 0\.0\.0\.0/);
  });

  test("status and stop are calm when nothing runs", async () => {
    using home = temporaryDirectory();
    assert.equal((await lambkin(["status"], { LAMBKIN_HOME: home.path })).exitCode, 1);
    assert.equal((await lambkin(["stop"], { LAMBKIN_HOME: home.path })).exitCode, 0);
  });

  test("start --detach returns when the server is ready, and stop ends it", async () => {
    using home = temporaryDirectory();
    const started = await lambkin(["start", "--detach", "--port", "0"], { LAMBKIN_HOME: home.path });
    assert.equal(started.exitCode, 0, started.stderr);
    assert.equal((await lambkin(["status"], { LAMBKIN_HOME: home.path })).exitCode, 0);
    assert.equal((await lambkin(["stop"], { LAMBKIN_HOME: home.path })).exitCode, 0);
    assert.equal((await lambkin(["status"], { LAMBKIN_HOME: home.path })).exitCode, 1);
  });

  test("start --detach finds the home that the config file names", async () => {
    using directory = temporaryDirectory();
    const home = join(directory.path, "home");
    const file = join(directory.path, "lambkin.json");
    writeFileSync(file, JSON.stringify({ home, port: 0 }));
    const started = await lambkin(["start", "--detach", "--config", file], { HOME: directory.path });
    assert.equal(started.exitCode, 0, started.stderr);
    assert.equal((await lambkin(["stop", "--home", home], {})).exitCode, 0);
  });

  test("start --detach leaves the log of the server alone that has the home", async () => {
    writeFileSync(join(server.home, "server.log"), "said before\n");
    const second = await inHome("start", "--detach", "--port", "0");
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, /Another server is running with the data in/);
    assert.equal(readFileSync(join(server.home, "server.log"), "utf8"), "said before\n");
  });

  test("start says that the port is in use", async () => {
    using home = temporaryDirectory();
    const { port } = new URL(server.endpoint);
    const { exitCode, stderr } = await lambkin(["start", "--port", port], { LAMBKIN_HOME: home.path });
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`Cannot listen on 127.0.0.1:${port}: .*\\nStop the program that uses it`));
  });

  test("./run takes a server of its own, or the one that runs, to a function's answer", async () => {
    using home = temporaryDirectory();
    const first = () => firstFunction(["--home", home.path, "--port", "0", "--runtimes", RUNTIMES]);
    const fresh = await first();
    assert.match(
      fresh.stdout,
      /Lambkin is ready at .*\{"greeting":"hello world"\}.*REPORT RequestId: .*How to go on:/s,
    );
    const again = await first();
    assert.match(again.stdout, /A server is running already.*\{"greeting":"hello world"\}/s);
    assert.equal((await lambkin(["stop", "--home", home.path], {})).exitCode, 0);
  });
});
