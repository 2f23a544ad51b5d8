import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient, type Runtime } from "@aws-sdk/client-lambda";
import { createFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";
import { zip } from "../support/zip.ts";

describe("Ruby in the sandbox of a server", { skip: NO_RUBY }, () => {
  let lambda: LambdaClient;
  serveTests((server, open) => {
    lambda = open(new LambdaClient(server.clientOptions));
  });

  const deploy = async (name: string, body: string, environment: Record<string, string> = {}): Promise<void> => {
    const code = `$calls = 0\ndef handler(event:, context:)\n$calls += 1\n${body}\nend\n`;
    await createFunction(lambda, {
      FunctionName: name,
      Runtime: RUBY as Runtime,
      Code: { ZipFile: await zip({ "index.rb": code }) },
      Environment: { Variables: environment },
      MemorySize: 256,
    });
  };

  const invoke = async (name: string, event: unknown = {}) => {
    const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: "Tail" });
    const answer = await lambda.send(command);
    const json: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
    return { json, error: answer.FunctionError, log: Buffer.from(answer.LogResult ?? "", "base64").toString() };
  };

  test("finds its own libraries, extensions, encodings and gems", async () => {
    await deploy(
      "libraries",
      `require "bigdecimal"; require "digest"; require "securerandom"; require "yaml"; require "rexml/document"
      [BigDecimal("1.5").to_s, Digest::SHA256.hexdigest("x")[0, 8], YAML.load("a: 1"), "ü".encode("ISO-8859-15").bytes,
       REXML::Document.new("<a/>").root.name, ENV["GREETING"].encoding.to_s, Dir.pwd, Process.uid.zero?]`,
      { GREETING: "Grüße" },
    );
    assert.deepEqual((await invoke("libraries")).json, [
      "0.15e1",
      "2d711642",
      { a: 1 },
      [252],
      "a",
      "UTF-8",
      "/var/task",
      false,
    ]);
  });

  test("shows nothing of the way to an interpreter from elsewhere", async () => {
    await deploy("paths", "[$LOAD_PATH.select { |path| File.directory?(path) }, RbConfig.ruby, Gem.path, ENV.to_h]");
    assert.equal(JSON.stringify((await invoke("paths")).json).includes("node_modules"), false);
  });

  test("takes and gives large payloads", async () => {
    await deploy("large", "event");
    const large = "äöü€".repeat(400_000);
    assert.equal((await invoke("large", large)).json, large);
  });

  test("an error of a missing method is answered and logged, and a new environment goes on", async () => {
    await deploy("critical", "event['fail'] ? nil.absent : $calls");
    assert.equal((await invoke("critical")).json, 1);
    const { json, error, log } = await invoke("critical", { fail: true });
    assert.equal(error, "Unhandled");
    assert.equal((json as { errorType: string }).errorType, "Function<NoMethodError>");
    assert.match(log, /Critical exception from handler/);
    assert.equal((await invoke("critical")).json, 1);
  });

  test("an error while the function is loaded is its answer", async () => {
    await deploy("broken", "end\nrequire 'absent'\ndef other");
    const { json, error } = await invoke("broken");
    assert.equal(error, "Unhandled");
    const { errorType, errorMessage } = json as { errorType: string; errorMessage: string };
    assert.deepEqual([errorType, errorMessage], ["Init<LoadError>", "cannot load such file -- absent"]);
  });
});
