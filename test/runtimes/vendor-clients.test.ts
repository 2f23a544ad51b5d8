import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildFunction, cannotBuild, type SampleFunction } from "../support/build-function.ts";
import { FunctionProcess } from "../support/function-process.ts";
import { NO_RUBY } from "../support/test-ruby.ts";

const SKIP = {
  nodejs: await cannotBuild("nodejs-interface-client"),
  python: await cannotBuild("python-interface-client"),
  go: await cannotBuild("go"),
  rust: await cannotBuild("rust"),
  java: await cannotBuild("java"),
};

/** The sample functions all do the same; how the languages name an error differs. */
const answersAndFails = async (name: SampleFunction, errorType: RegExp) => {
  const { directory, runtime, handler, environment } = await buildFunction(name);
  await using fn = await FunctionProcess.start({ runtime, handler, files: directory, environment, memoryMiB: 512 });
  const requestId = fn.api.nextRequestId;
  assert.deepEqual((await fn.invoke({ a: "ü" })).json, { echo: { a: "ü" }, requestId, functionName: "hello" });
  const failure = await fn.invoke({ fail: true });
  assert.equal(failure.kind, "error");
  const payload = failure.json as { readonly errorType: string; readonly errorMessage: string };
  assert.equal(payload.errorMessage, "asked to fail");
  assert.match(payload.errorType, errorType);
  assert.deepEqual((await fn.invoke({})).kind, "response", "and goes on");
};

describe("Functions built with the vendors' libraries", () => {
  test("our Node.js runtime, for comparison", () => answersAndFails("nodejs", /^TypeError$/));
  test("our Python runtime, for comparison", () => answersAndFails("python", /^ValueError$/));
  test("our Ruby runtime, for comparison", { skip: NO_RUBY }, () =>
    answersAndFails("ruby", /^Function<ArgumentError>$/),
  );
  test("aws-lambda-ric for Node.js", { skip: SKIP.nodejs }, () =>
    answersAndFails("nodejs-interface-client", /^TypeError$/),
  );
  test("awslambdaric for Python", { skip: SKIP.python }, () =>
    answersAndFails("python-interface-client", /^ValueError$/),
  );
  test("aws-lambda-go", { skip: SKIP.go }, () => answersAndFails("go", /^errorString$/));
  test("lambda_runtime for Rust", { skip: SKIP.rust }, () => answersAndFails("rust", /Box<dyn core::error::Error/));
  test("aws-lambda-java-runtime-interface-client, which is our Java runtime", { skip: SKIP.java }, () =>
    answersAndFails("java", /^java.lang.IllegalStateException$/),
  );
});
