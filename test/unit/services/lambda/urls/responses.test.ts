import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bufferedResponse } from "../../../../../src/services/lambda/urls/buffered-response.ts";
import { streamedResponse } from "../../../../../src/services/lambda/urls/streamed-response.ts";
import type { InvocationResult } from "../../../../../src/services/lambda/invoke/contract.ts";

const JSON_TYPE = { "content-type": "application/json" };

const answerTo = (value: unknown) => bufferedResponse(Buffer.from(JSON.stringify(value)));

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, and answers of AWS, 2026. */
describe("what a function returns", () => {
  test("is the body when it has no status code", () => {
    assert.deepEqual(answerTo("hello"), { status: 200, headers: JSON_TYPE, body: "hello" });
    assert.deepEqual(answerTo(3), { status: 200, headers: JSON_TYPE, body: "3" });
    assert.deepEqual(answerTo(null), { status: 200, headers: JSON_TYPE, body: "null" });
    assert.deepEqual(answerTo(["hello", 3, true]), { status: 200, headers: JSON_TYPE, body: '["hello",3,true]' });
    assert.deepEqual(answerTo({ hello: "world" }), { status: 200, headers: JSON_TYPE, body: '{"hello":"world"}' });
  });

  test("is written anew, without blanks", () => {
    assert.equal(bufferedResponse(Buffer.from('{ "hello" : "world" }'))?.body, '{"hello":"world"}');
  });

  test("describes a response when it has a status code", () => {
    const description = {
      statusCode: 201,
      headers: { "Content-Type": "text/html", "My-Custom-Header": "Custom Value" },
      body: '{ "message": "Hello, world!" }',
      cookies: ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2; Max-Age=78000"],
    };
    assert.deepEqual(answerTo(description), {
      status: 201,
      headers: {
        "content-type": "text/html",
        "my-custom-header": "Custom Value",
        "set-cookie": ["Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT", "Cookie_2=Value2; Max-Age=78000"],
      },
      body: '{ "message": "Hello, world!" }',
    });
  });

  test("may be short of anything but the status code, which may be text", () => {
    assert.deepEqual(answerTo({ statusCode: "418" }), { status: 418, headers: JSON_TYPE, body: "" });
    assert.equal(answerTo({ statusCode: 200, body: { a: 1 } })?.body, '{"a":1}');
  });

  test("may be bytes in Base64", () => {
    const { body } = answerTo({ statusCode: 200, body: "iVBORw==", isBase64Encoded: true }) ?? {};
    assert.deepEqual(body, Buffer.from("iVBORw==", "base64"));
  });

  test("may have headers that are no text, but none that belong to the connection", () => {
    const { headers } = answerTo({
      statusCode: 200,
      headers: { a: 1, b: true, c: ["x", "y"], d: null, Connection: "close", "WWW-Authenticate": "Basic" },
    }) ?? { headers: {} };
    assert.deepEqual(headers, {
      ...JSON_TYPE,
      a: "1",
      b: "true",
      c: "x,y",
      "x-amzn-remapped-connection": "close",
      "x-amzn-remapped-www-authenticate": "Basic",
    });
  });

  test("is refused when it cannot be sent", () => {
    assert.equal(answerTo({ statusCode: "soon" }), undefined);
    assert.equal(answerTo({ statusCode: 99 }), undefined);
    assert.equal(answerTo({ statusCode: 101 }), undefined);
    assert.equal(answerTo({ statusCode: 200, headers: { a: "b\r\nc: d" } }), undefined);
    assert.equal(answerTo({ statusCode: 200, headers: { "a b": "c" } }), undefined);
    assert.equal(answerTo({ statusCode: 200, cookies: ["a\nb"] }), undefined);
  });

  test("is the body as it is when it is no JSON, unless a prelude describes it", () => {
    assert.deepEqual(bufferedResponse(Buffer.from("<p>")), {
      status: 200,
      headers: JSON_TYPE,
      body: Buffer.from("<p>"),
    });
    const described = bufferedResponse(Buffer.from('{"statusCode":204}\0\0\0\0\0\0\0\0<p>'));
    assert.equal(described?.status, 204);
    assert.deepEqual(described.body, Buffer.from("<p>"));
  });
});

const RESULT: InvocationResult = {
  payload: Buffer.alloc(0),
  executedVersion: "$LATEST",
  functionError: undefined,
  logTail: undefined,
};

const HTTP_INTEGRATION = "application/vnd.awslambda.http-integration-response";

async function* chunksOf(texts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) yield Buffer.from(text);
}

const stream = (contentType: string | undefined, texts: readonly string[], result: Partial<InvocationResult> = {}) =>
  streamedResponse({
    hasBegun: true,
    contentType,
    chunks: chunksOf(texts),
    result: Promise.resolve({ ...RESULT, ...result }),
  });

const read = async (response: Awaited<ReturnType<typeof stream>>): Promise<readonly string[]> => {
  const texts: string[] = [];
  assert.ok(response);
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) texts.push(String(chunk));
  return texts;
};

describe("what a function streams", () => {
  test("is the body, of the type that the function says", async () => {
    const response = await stream("text/plain", ["one", "two"]);
    assert.deepEqual([response?.status, response?.headers], [200, { "content-type": "text/plain" }]);
    assert.deepEqual(await read(response), ["one", "two"]);
    assert.deepEqual((await stream(undefined, []))?.headers, { "content-type": "application/octet-stream" });
  });

  test("may describe itself by a prelude, however it is cut", async () => {
    const response = await stream(HTTP_INTEGRATION, ['{"statusCode":', "201}\0\0\0\0", "\0\0\0\0one", "two"]);
    assert.equal(response?.status, 201);
    assert.deepEqual(await read(response), ["one", "two"]);
  });

  test("may have a prelude of many short pieces", async () => {
    const prelude = `{"statusCode":201,"headers":{"x-a":"${"a".repeat(20_000)}"}}\0\0\0\0\0\0\0\0one`;
    const response = await stream(HTTP_INTEGRATION, Array.from(prelude));
    assert.equal(response?.headers["x-a"]?.length, 20_000);
    assert.equal((await read(response)).join(""), "one");
  });

  test("is refused without the prelude that it promised", async () => {
    assert.equal(await stream(HTTP_INTEGRATION, ['{"statusCode":201}']), undefined);
    assert.equal(await stream(HTTP_INTEGRATION, ["[]x\0\0\0\0\0\0\0\0"]), undefined);
    assert.equal(await stream(HTTP_INTEGRATION, ['{"statusCode":7}\0\0\0\0\0\0\0\0']), undefined);
  });

  test("is broken off where the function failed", async () => {
    const response = await stream("text/plain", ["one"], { functionError: "Unhandled" });
    await assert.rejects(read(response), { code: "FunctionError" });
  });
});
