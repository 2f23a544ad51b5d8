import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FunctionProcess, type TestFunction } from "../support/function-process.ts";
import { NO_RUBY, RUBY } from "../support/test-ruby.ts";

const answerOf = async (settings: Omit<TestFunction, "runtime">, event: unknown = {}) => {
  await using fn = await FunctionProcess.start({ runtime: RUBY, ...settings });
  return (await fn.invoke(event)).json;
};
const source = (body: string) => ({ "index.rb": `def handler(event:, context:)\n${body}\nend\n` });
const API_VERSION = `${RUBY.replace("ruby", "")}.0`;

/** An installed gem, by what lies in the folder for gems. */
const gem = (name: string) => ({
  [`specifications/${name}-1.0.0.gemspec`]: `Gem::Specification.new { |s| s.name = '${name}'; s.version = '1.0.0'; s.summary = 'x'; s.authors = ['x']; s.files = ['lib/${name}.rb'] }`,
  [`gems/${name}-1.0.0/lib/${name}.rb`]: `${name.toUpperCase()} = 'the gem ${name}'\n`,
});
const below = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

describe("Ruby handlers", { skip: NO_RUBY }, () => {
  test("answer with what they return", async () => {
    assert.deepEqual(await answerOf({ files: source("{ got: event }") }, { a: [1, "ü"] }), { got: { a: [1, "ü"] } });
    assert.equal(await answerOf({ files: source("") }), null);
    assert.equal(await answerOf({ files: source("event") }, "text"), "text");
  });

  test("may be methods of a class in a module", async () => {
    const files = {
      "app.rb": "module Shop\n  class Order\n    def self.create(event:, context:) = 'created'\n  end\nend\n",
    };
    assert.equal(await answerOf({ files, handler: "app.Shop::Order.create" }), "created");
  });

  test("may lie in folders", async () => {
    const files = { "src/api/app.rb": "class Api\n  def self.get(event:, context:) = 'got'\nend\n" };
    assert.equal(await answerOf({ files, handler: "src/api/app.Api.get" }), "got");
  });

  test("may be named like a part of the runtime", async () => {
    const files = {
      "handler.rb": "require 'context'\ndef call(event:, context:) = NAME\n",
      "context.rb": "NAME = 'mine'\n",
    };
    assert.equal(await answerOf({ files, handler: "handler.call" }), "mine");
  });

  test("keep their state from one invocation to the next", async () => {
    const files = { "index.rb": "$calls = 0\ndef handler(event:, context:) = $calls += 1\n" };
    await using fn = await FunctionProcess.start({ runtime: RUBY, files });
    assert.equal((await fn.invoke({})).json, 1);
    assert.equal((await fn.invoke({})).json, 2);
  });

  test("look for libraries in the code, in the runtime, in layers, then in Ruby itself", async () => {
    const path = (await answerOf({ files: source("$LOAD_PATH") })) as string[];
    const ending = path.map((entry) => entry.replace(/^\/tmp\/lambkin-function-\w+/, ""));
    assert.deepEqual(ending.slice(0, 3), ["/task", "/runtime/lib", "/opt/ruby/lib"]);
    assert.ok(ending.some((entry) => entry.endsWith(`/ruby/${API_VERSION}`)));
  });

  test("find the code also where the function has a RUBYLIB of its own", async () => {
    assert.equal(await answerOf({ files: source("'found'"), environment: { RUBYLIB: "/opt/mine" } }), "found");
  });

  test("find gems of the function and of layers", async () => {
    const answer = await answerOf({
      files: {
        ...source("require 'own'; require 'shared'; [OWN, SHARED]"),
        ...below(`vendor/bundle/ruby/${API_VERSION}`, gem("own")),
      },
      layer: below(`ruby/gems/${API_VERSION}`, gem("shared")),
    });
    assert.deepEqual(answer, ["the gem own", "the gem shared"]);
  });

  test("find what AWS's runtime has loaded for itself", async () => {
    const body = "[URI('http://a/b').path, Net::HTTP.name, StringIO.new('x').read, Time.parse('2020-01-01').year]";
    assert.deepEqual(await answerOf({ files: source(body) }), ["/b", "Net::HTTP", "x", 2020]);
  });

  test("AWS_LAMBDA_EXEC_WRAPPER starts the runtime", async () => {
    const files = { ...source("ENV['WRAPPED']"), "wrapper.sh": '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n' };
    assert.equal(await answerOf({ files, environment: { AWS_LAMBDA_EXEC_WRAPPER: "/var/task/wrapper.sh" } }), "yes");
  });

  test("the variables are AWS's, and text is UTF-8", async () => {
    const body = "[ENV['AWS_EXECUTION_ENV'], ENV['TZ'], ENV['GREETING'].encoding.to_s, Encoding.default_external.to_s]";
    assert.deepEqual(await answerOf({ files: source(body), environment: { GREETING: "Grüße" } }), [
      `AWS_Lambda_${RUBY}`,
      ":UTC",
      "UTF-8",
      "UTF-8",
    ]);
  });
});

const textOf = async (files: Record<string, string>) => {
  await using fn = await FunctionProcess.start({ runtime: RUBY, files });
  const report = await fn.invoke({});
  return [report.bytes.toString("latin1"), report.headers["content-type"]];
};

describe("Ruby results", { skip: NO_RUBY }, () => {
  test("are JSON by the object's own to_json", async () => {
    const files = source("Class.new { def to_json(*) = '{\"mine\":1}' }.new");
    assert.deepEqual(await textOf(files), ['{"mine":1}', "application/json"]);
  });

  test("that can be read are passed on as they are", async () => {
    assert.deepEqual(await textOf(source('StringIO.new("\\xff\\x00raw".b)')), ["\xff\x00raw", "application/unknown"]);
  });

  test("may be written by a marshaller of the function's own", async () => {
    const files = {
      "index.rb": `class AwsLambda::Marshaller
        def self.marshall_request(request) = "got #{request['Content-Type']} #{request.body}"
        def self.marshall_response(response) = [response.upcase, "text/plain"]
      end
      def handler(event:, context:) = event`,
    };
    assert.deepEqual(await textOf(files), ["GOT APPLICATION/JSON {}", "text/plain"]);
  });

  test("that JSON cannot express are an error, after which the function goes on", async () => {
    await using fn = await FunctionProcess.start({ runtime: RUBY, files: source("event['nan'] ? Float::NAN : 1") });
    const report = await fn.invoke({ nan: true });
    assert.equal((report.json as { errorType: string }).errorType, "Function<JSON::GeneratorError>");
    assert.equal((await fn.invoke({})).json, 1);
  });
});
