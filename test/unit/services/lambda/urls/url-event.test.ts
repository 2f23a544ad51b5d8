import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WebRequest } from "../../../../../src/aws/service.ts";
import { urlEvent } from "../../../../../src/services/lambda/urls/url-event.ts";
import { webRequest } from "./web-request.ts";

const HOST = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.localhost";

const CONTEXT = {
  urlId: "abcdefghijklmnopqrstuvwxyz012345",
  path: "/my/path",
  caller: undefined,
  accountId: "123456789012",
  traceId: "1-5e6b4a90-example123456789012345678",
  nowMs: Date.UTC(2020, 2, 12, 19, 3, 58, 390),
};

interface Event {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const bodyOf = (body: string | Uint8Array, contentType?: string): Partial<Event> => {
  const headers: WebRequest["headers"] = contentType === undefined ? {} : { "content-type": contentType };
  const event = urlEvent(webRequest({ headers }), Buffer.from(body), CONTEXT) as Event;
  return { ...(event.body === undefined ? {} : { body: event.body }), isBase64Encoded: event.isBase64Encoded };
};

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, 2026; nulls are left out, as AWS does. */
describe("the event of a function URL", () => {
  test("has AWS's shape", () => {
    const request = webRequest({
      method: "POST",
      query: "parameter1=value1&parameter1=value2&parameter2=value",
      headers: {
        host: `${HOST}:4566`,
        header1: "value1",
        header2: "value1,value2",
        cookie: "cookie1=1; cookie2=2",
        "content-type": "text/plain",
        "user-agent": "agent",
      },
    });
    assert.deepEqual(urlEvent(request, Buffer.from("Hello from client!"), CONTEXT), {
      version: "2.0",
      routeKey: "$default",
      rawPath: "/my/path",
      rawQueryString: "parameter1=value1&parameter1=value2&parameter2=value",
      cookies: ["cookie1=1", "cookie2=2"],
      headers: {
        host: `${HOST}:4566`,
        header1: "value1",
        header2: "value1,value2",
        "content-type": "text/plain",
        "user-agent": "agent",
        "x-amzn-trace-id": "Root=1-5e6b4a90-example123456789012345678",
        "x-forwarded-for": "123.123.123.123",
        "x-forwarded-port": "4566",
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { parameter1: "value1,value2", parameter2: "value" },
      requestContext: {
        accountId: "anonymous",
        apiId: "abcdefghijklmnopqrstuvwxyz012345",
        domainName: HOST,
        domainPrefix: "abcdefghijklmnopqrstuvwxyz012345",
        http: {
          method: "POST",
          path: "/my/path",
          protocol: "HTTP/1.1",
          sourceIp: "123.123.123.123",
          userAgent: "agent",
        },
        requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
        routeKey: "$default",
        stage: "$default",
        time: "12/Mar/2020:19:03:58 +0000",
        timeEpoch: 1_584_039_838_390,
      },
      body: "Hello from client!",
      isBase64Encoded: false,
    });
  });

  test("leaves out what the request does not have", () => {
    const event = urlEvent(webRequest(), Buffer.alloc(0), CONTEXT);
    assert.deepEqual(Object.keys(event), [
      "version",
      "routeKey",
      "rawPath",
      "rawQueryString",
      "headers",
      "requestContext",
      "isBase64Encoded",
    ]);
  });

  test("names the caller of a URL that wants signatures, and keeps its credentials back", () => {
    const principal = {
      kind: "user",
      accountId: "123456789012",
      arn: "arn:aws:iam::123456789012:user/example-user",
      userId: "AIDACOSFODNN7EXAMPLE2",
    } as const;
    const headers = { host: HOST, authorization: "AWS4-HMAC-SHA256 …", "x-amz-security-token": "token" };
    const caller = { principal, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    const event = urlEvent(webRequest({ headers }), Buffer.alloc(0), { ...CONTEXT, caller }) as Event & {
      requestContext: { accountId: string; authorizer: object };
    };
    assert.equal(event.requestContext.accountId, "123456789012");
    assert.deepEqual(event.requestContext.authorizer, {
      iam: {
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        accountId: "123456789012",
        callerId: "AIDACOSFODNN7EXAMPLE2",
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: "arn:aws:iam::123456789012:user/example-user",
        userId: "AIDACOSFODNN7EXAMPLE2",
      },
    });
    assert.equal(event.headers["authorization"], undefined);
    assert.equal(event.headers["x-amz-security-token"], undefined);
  });

  test("passes a header of the function's own called authorization on where no signature is wanted", () => {
    const event = urlEvent(webRequest({ headers: { authorization: "Bearer x" } }), Buffer.alloc(0), CONTEXT) as Event;
    assert.equal(event.headers["authorization"], "Bearer x");
  });

  test("leaves headers of the connection out, and adds its hop to who forwarded", () => {
    const headers = { connection: "keep-alive", "transfer-encoding": "chunked", "x-forwarded-for": "10.0.0.1" };
    const event = urlEvent(webRequest({ headers }), Buffer.alloc(0), CONTEXT) as Event;
    assert.equal(event.headers["connection"], undefined);
    assert.equal(event.headers["transfer-encoding"], undefined);
    assert.equal(event.headers["x-forwarded-for"], "10.0.0.1, 123.123.123.123");
  });

  test("decodes the names and values of a query", () => {
    const event = urlEvent(webRequest({ query: "a%5B%5D=%C3%BC&b=1+2&c" }), Buffer.alloc(0), CONTEXT);
    assert.deepEqual((event as { queryStringParameters: object }).queryStringParameters, {
      "a[]": "ü",
      b: "1 2",
      c: "",
    });
  });

  test("has text as text", () => {
    const text = { body: "ü", isBase64Encoded: false };
    assert.deepEqual(bodyOf("ü", "text/plain; charset=utf-8"), text);
    assert.deepEqual(bodyOf("ü", "application/json"), text);
    assert.deepEqual(bodyOf("ü", "application/xml"), text);
    assert.deepEqual(bodyOf("ü", "application/problem+json"), text);
    assert.deepEqual(bodyOf("ü"), text);
  });

  test("has everything else in Base64: forms, bytes, and text that is none", () => {
    assert.deepEqual(bodyOf("a=b", "application/x-www-form-urlencoded"), { body: "YT1i", isBase64Encoded: true });
    assert.deepEqual(bodyOf("--x", "multipart/form-data; boundary=x"), { body: "LS14", isBase64Encoded: true });
    assert.deepEqual(bodyOf("{}", "application/octet-stream"), { body: "e30=", isBase64Encoded: true });
    assert.deepEqual(bodyOf(Buffer.from([0xff]), "text/plain"), { body: "/w==", isBase64Encoded: true });
  });
});
