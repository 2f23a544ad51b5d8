import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type AwsCli, awsCli } from "../support/aws-cli.ts";
import { TestServer } from "../support/server.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zip } from "../support/zip.ts";

const TRUST_LAMBDA = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

interface Options {
  readonly [flag: string]: string;
}

/** `lambda invoke` with `{ "function-name": "f", "": "out.json" }` is `lambda invoke --function-name f out.json`. */
const toArguments = (command: string, options: Options): readonly string[] => [
  ...command.split(" "),
  ...Object.entries(options).flatMap(([flag, value]) => (flag === "" ? [value] : [`--${flag}`, value])),
];

describe("AWS CLI", () => {
  let server: TestServer;
  let cli: AwsCli;
  let directory: ReturnType<typeof temporaryDirectory>;

  /** Runs the CLI and reads its JSON; fails the test with what the CLI said when it failed. */
  const aws = async (command: string, options: Options = {}): Promise<Record<string, never>> => {
    const { exitCode, stdout, stderr } = await cli.run(toArguments(command, options), server.environment);
    assert.equal(exitCode, 0, stderr);
    return (stdout.trim() === "" ? {} : JSON.parse(stdout)) as Record<string, never>;
  };

  const refusal = async (command: string, options: Options): Promise<string> => {
    const { exitCode, stderr } = await cli.run(toArguments(command, options), server.environment);
    assert.notEqual(exitCode, 0);
    return stderr;
  };

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory.path, name);
    writeFileSync(path, content);
    return path;
  };

  before(async () => {
    directory = temporaryDirectory();
    [server, cli] = await Promise.all([TestServer.start(), awsCli()]);
  });

  after(async () => {
    directory[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  test("says who is calling", async () => {
    assert.deepEqual(await aws("sts get-caller-identity"), {
      UserId: "000000000000",
      Account: "000000000000",
      Arn: "arn:aws:iam::000000000000:root",
    });
  });

  test("creates a role and a function, waits for it, invokes, reads, updates and deletes it", async () => {
    const role = await aws("iam create-role", { "role-name": "cli", "assume-role-policy-document": TRUST_LAMBDA });
    await aws("iam attach-role-policy", {
      "role-name": "cli",
      "policy-arn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    });
    const code = file("code.zip", await zip({ "app.py": "def handler(event, context):\n  return event\n" }));
    const created = await aws("lambda create-function", {
      "function-name": "echo",
      runtime: "python3.11",
      role: role["Role"]?.["Arn"] ?? "",
      handler: "app.handler",
      "zip-file": `fileb://${code}`,
      tags: "team=a",
      timeout: "5",
    });
    assert.equal(created["State"], "Pending");
    assert.equal(created["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:echo");
    await aws("lambda wait function-active-v2", { "function-name": "echo" });

    const output = join(directory.path, "output.json");
    const payload = file("payload.json", '{"a": "ü"}');
    const invoked = await aws("lambda invoke", {
      "function-name": "echo",
      payload: `fileb://${payload}`,
      "log-type": "Tail",
      "": output,
    });
    assert.equal(invoked["StatusCode"], 200);
    assert.deepEqual(JSON.parse(readFileSync(output, "utf8")), { a: "ü" });
    assert.match(Buffer.from(invoked["LogResult"] ?? "", "base64").toString(), /^REPORT RequestId/m);

    const found = await aws("lambda get-function", { "function-name": "echo" });
    assert.deepEqual(found["Tags"], { team: "a" });

    const newCode = file("new.zip", await zip({ "app.py": "def handler(event, context):\n  return 'new'\n" }));
    await aws("lambda update-function-code", { "function-name": "echo", "zip-file": `fileb://${newCode}` });
    await aws("lambda wait function-updated-v2", { "function-name": "echo" });
    await aws("lambda invoke", { "function-name": "echo", "": output });
    assert.equal(readFileSync(output, "utf8"), '"new"');

    await aws("lambda update-function-configuration", { "function-name": "echo", "memory-size": "300" });
    await aws("lambda wait function-updated-v2", { "function-name": "echo" });
    const configuration = await aws("lambda get-function-configuration", {
      "function-name": created["FunctionArn"] ?? "",
    });
    assert.equal(configuration["MemorySize"], 300);

    await aws("lambda delete-function", { "function-name": "echo" });
    assert.match(await refusal("lambda get-function", { "function-name": "echo" }), /ResourceNotFoundException/);
  });

  test("manages what surrounds a function", async () => {
    const name = { "function-name": "managed" };
    await aws("lambda create-function", {
      ...name,
      runtime: "nodejs24.x",
      handler: "index.handler",
      role: "arn:aws:iam::000000000000:role/any",
      "zip-file": `fileb://${file("managed.zip", await zip({ "index.js": "" }))}`,
    });
    await aws("lambda wait function-active-v2", name);
    const layer = file("layer.zip", await zip({ "tool.txt": "tool" }));
    const published = await aws("lambda publish-layer-version", { "layer-name": "t", "zip-file": `fileb://${layer}` });
    await aws("lambda update-function-configuration", { ...name, layers: published["LayerVersionArn"] ?? "" });
    await aws("lambda wait function-updated-v2", name);
    assert.equal((await aws("lambda publish-version", name))["Version"], "1");
    await aws("lambda create-alias", { ...name, name: "live", "function-version": "1" });
    await aws("lambda add-permission", {
      ...name,
      qualifier: "live",
      "statement-id": "events",
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
    });
    const { Policy = "" } = await aws("lambda get-policy", { ...name, qualifier: "live" });
    assert.match(Policy, /"Sid":"events".*"Resource":"[^"]*:function:managed:live"/);
    await aws("lambda put-function-concurrency", { ...name, "reserved-concurrent-executions": "3" });
    await aws("lambda create-function-url-config", { ...name, "auth-type": "NONE", cors: "AllowOrigins=*,MaxAge=9" });
    const queue = "arn:aws:sqs:us-east-1:000000000000:queue";
    await aws("lambda create-event-source-mapping --no-enabled", { ...name, "event-source-arn": queue });
    const found = await aws("lambda get-function", name);
    assert.deepEqual(found["Concurrency"], { ReservedConcurrentExecutions: 3 });
    const { EventSourceMappings } = await aws("lambda list-event-source-mappings", name);
    assert.equal(EventSourceMappings?.["0"]?.["BatchSize"], 10);
  });

  test("checks without running when asked for a dry run", async () => {
    const code = file("dry.zip", await zip({ "index.js": "exports.handler = async () => process.exit(1)" }));
    await aws("lambda create-function", {
      "function-name": "dry",
      runtime: "nodejs24.x",
      handler: "index.handler",
      role: "arn:aws:iam::000000000000:role/any",
      "zip-file": `fileb://${code}`,
    });
    await aws("lambda wait function-active-v2", { "function-name": "dry" });
    const output = join(directory.path, "dry.json");
    const answer = await aws("lambda invoke", { "function-name": "dry", "invocation-type": "DryRun", "": output });
    assert.equal(answer["StatusCode"], 204);
    assert.equal(readFileSync(output, "utf8"), "");
  });

  test("is told what is not supported", async () => {
    const error = await refusal("iam create-group", { "group-name": "developers" });
    assert.match(error, /NotImplementedException.*CreateGroup/);
  });

  test("is refused with AWS's words for a wrong secret and for an unknown key", async () => {
    const listFunctions = toArguments("lambda list-functions", {});
    const wrongSecret = { ...server.environment, AWS_SECRET_ACCESS_KEY: "wrong" };
    const signature = await cli.run(listFunctions, wrongSecret);
    assert.match(signature.stderr, /The request signature we calculated does not match the signature you provided/);
    const unknownKey = { ...server.environment, AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" };
    const key = await cli.run(listFunctions, unknownKey);
    assert.match(key.stderr, /UnrecognizedClientException.*The security token included in the request is invalid\./);
  });

  test("lists every violated constraint in AWS's words", async () => {
    const code = file("bad.zip", await zip({ "index.js": "" }));
    const error = await refusal("lambda create-function", {
      "function-name": "bad name!",
      runtime: "nodejs24.x",
      description: "x".repeat(257),
      role: "nobody",
      handler: "index.handler",
      "zip-file": `fileb://${code}`,
    });
    assert.match(error, /3 validation errors detected: /);
    assert.match(
      error,
      /Value 'bad name!' at 'functionName' failed to satisfy constraint: Member must satisfy regular/,
    );
    assert.match(
      error,
      /at 'description' failed to satisfy constraint: Member must have length less than or equal to 256/,
    );
    assert.match(error, /Value 'nobody' at 'role' failed to satisfy constraint: Member must satisfy regular/);
  });
});
