import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutResourcePolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-lambda";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { createPublicUrl, openUrl, requestUrl, signedHeaders } from "../support/function-url.ts";
import { createNodeFunction } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

/** For a host that has much else to do. */
const GENEROUS = { MemorySize: 1024, Timeout: 30 };

const ECHO = `exports.handler = async (event) => event;`;

/** Answers what the query names. */
const ANSWERING = `const ANSWERS = {
  text: "plain",
  number: 3,
  list: ["hello", 3, true],
  full: { statusCode: 201, headers: { "X-One": "1", "content-type": "text/html" }, cookies: ["a=1", "b=2; Secure"], body: "<p>" },
  bytes: { statusCode: 200, headers: { "content-type": "image/png" }, body: "iVBORw==", isBase64Encoded: true },
  broken: { statusCode: "soon" },
};
exports.handler = async ({ queryStringParameters: { answer } }) => {
  if (answer === "throw") throw new Error("no");
  return ANSWERS[answer];
};`;

const STREAMING = `const isTagged = async (Resource) => {
  const { LambdaClient, ListTagsCommand } = require("@aws-sdk/client-lambda");
  const lambda = new LambdaClient();
  while ((await lambda.send(new ListTagsCommand({ Resource }))).Tags?.go !== "on") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const { kind } = event.queryStringParameters ?? {};
  if (kind === "early") throw new Error("early");
  const metadata = { statusCode: 207, headers: { "Content-Type": "text/plain", "X-One": "1" }, cookies: ["a=1"] };
  const target = kind === "raw" ? stream : awslambda.HttpResponseStream.from(stream, metadata);
  target.write("one ");
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (kind === "patient") await isTagged(context.invokedFunctionArn);
  if (kind === "late") throw new Error("late");
  target.end("two");
});`;

describe("function URLs", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  let echo: string;
  let answering: string;
  let streaming: string;

  serveTests(async (started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
    await Promise.all([
      createNodeFunction(lambda, "echo", ECHO, GENEROUS),
      createNodeFunction(lambda, "answering", ANSWERING, GENEROUS),
      createNodeFunction(lambda, "streaming", STREAMING, GENEROUS),
      createNodeFunction(lambda, "signed", ECHO, GENEROUS),
    ]);
    echo = await createPublicUrl(lambda, "echo", {
      Cors: { AllowOrigins: ["https://example.com"], AllowMethods: ["GET", "PUT"], AllowHeaders: ["*"], MaxAge: 60 },
    });
    answering = await createPublicUrl(lambda, "answering");
    streaming = await createPublicUrl(lambda, "streaming", { InvokeMode: "RESPONSE_STREAM" });
  });

  test("give the function the request as payload format 2.0", async () => {
    const { status, headers, text } = await requestUrl(echo, "a%20b/c?x=1&x=%2F2&y=", {
      method: "POST",
      headers: { "Content-Type": "application/json", Cookie: "k=v; l=w", "X-Many": ["1", "2"], "User-Agent": "test/1" },
      body: '{"a":"ü"}',
    });
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "application/json");
    const event = JSON.parse(text) as Record<string, unknown> & { headers: Record<string, string> };
    assert.equal(event["version"], "2.0");
    assert.equal(event["rawPath"], "/a%20b/c");
    assert.equal(event["rawQueryString"], "x=1&x=%2F2&y=");
    assert.deepEqual(event["queryStringParameters"], { x: "1,/2", y: "" });
    assert.deepEqual(event["cookies"], ["k=v", "l=w"]);
    assert.equal(event.headers["x-many"], "1,2");
    assert.equal(event["body"], '{"a":"ü"}');
    assert.equal(event["isBase64Encoded"], false);
    const { http, ...context } = event["requestContext"] as { http: object; requestId: string; domainName: string };
    assert.deepEqual(http, {
      method: "POST",
      path: "/a%20b/c",
      protocol: "HTTP/1.1",
      sourceIp: "127.0.0.1",
      userAgent: "test/1",
    });
    assert.equal(context.requestId, headers["x-amzn-requestid"]);
    assert.equal(context.domainName, new URL(echo).hostname);
  });

  test("answer what the function says", async () => {
    const text = await requestUrl(answering, "?answer=text");
    assert.deepEqual([text.status, text.headers["content-type"], text.text], [200, "application/json", "plain"]);
    assert.equal((await requestUrl(answering, "?answer=number")).text, "3");
    assert.equal((await requestUrl(answering, "?answer=list")).text, '["hello",3,true]');
    const full = await requestUrl(answering, "?answer=full");
    assert.deepEqual([full.status, full.headers["content-type"], full.text], [201, "text/html", "<p>"]);
    assert.equal(full.headers["x-one"], "1");
    assert.deepEqual(full.headers["set-cookie"], ["a=1", "b=2; Secure"]);
    const bytes = await openUrl(answering, "?answer=bytes");
    assert.deepEqual(await buffer(bytes.body), Buffer.from("iVBORw==", "base64"));
    const head = await requestUrl(answering, "?answer=full", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [201, "3", ""]);
  });

  test("answer 502 for a function that fails or answers nonsense", async () => {
    const failed = await requestUrl(answering, "?answer=throw");
    assert.deepEqual([failed.status, failed.text], [502, "Internal Server Error"]);
    assert.equal((await requestUrl(answering, "?answer=broken")).status, 502);
  });

  test("stream what the function writes, behind its status and headers", async () => {
    const { status, headers, body } = await openUrl(streaming, "?kind=patient");
    assert.equal(status, 207);
    assert.equal(headers["content-type"], "text/plain");
    assert.equal(headers["x-one"], "1");
    assert.deepEqual(headers["set-cookie"], ["a=1"]);
    const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    assert.equal(String((await chunks.next()).value), "one ");
    // Only now does the function learn that it may go on.
    await lambda.send(new TagResourceCommand({ Resource: `${ARN}:streaming`, Tags: { go: "on" } }));
    assert.equal(String((await chunks.next()).value), "two");
    assert.equal((await chunks.next()).done, true);
    const raw = await requestUrl(streaming, "?kind=raw");
    assert.deepEqual([raw.status, raw.headers["content-type"], raw.text], [200, "application/octet-stream", "one two"]);
  });

  test("answer 502 for a stream that fails before it begins, and break off one that fails later", async () => {
    assert.equal((await requestUrl(streaming, "?kind=early")).status, 502);
    await assert.rejects(requestUrl(streaming, "?kind=late"), { code: "ECONNRESET" });
  });

  test("answer browsers by the URL's own settings, preflights without the function", async () => {
    const asked = { Origin: "https://example.com", "Access-Control-Request-Method": "PUT" };
    const preflight = await requestUrl(echo, "", {
      method: "OPTIONS",
      headers: { ...asked, "Access-Control-Request-Headers": "x-a,x-b" },
    });
    assert.equal(preflight.status, 200);
    assert.equal(preflight.text, "");
    assert.equal(preflight.headers["access-control-allow-origin"], "https://example.com");
    assert.equal(preflight.headers["access-control-allow-methods"], "GET,PUT");
    assert.equal(preflight.headers["access-control-allow-headers"], "x-a,x-b");
    assert.equal(preflight.headers["access-control-max-age"], "60");
    const read = await requestUrl(echo, "", { headers: { Origin: "https://example.com" } });
    assert.equal(read.headers["access-control-allow-origin"], "https://example.com");
    const foreign = await requestUrl(echo, "", { headers: { Origin: "https://example.org" } });
    assert.equal(foreign.status, 200);
    assert.equal(foreign.headers["access-control-allow-origin"], undefined);
  });

  test("are closed to everybody until the policy opens them with both permissions", async () => {
    await createNodeFunction(lambda, "closed", ECHO, GENEROUS);
    const { FunctionUrl = "" } = await lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName: "closed", AuthType: "NONE" }),
    );
    const before = await requestUrl(FunctionUrl);
    assert.equal(before.status, 403);
    assert.equal(before.headers["x-amzn-errortype"], "AccessDeniedException");
    assert.match(before.text, /^\{"Message":"Forbidden\. For troubleshooting/);
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: "closed",
        StatementId: "url",
        Action: "lambda:InvokeFunctionUrl",
        Principal: "*",
        FunctionUrlAuthType: "NONE",
      }),
    );
    assert.equal((await requestUrl(FunctionUrl)).status, 403);
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: "closed",
        StatementId: "function",
        Action: "lambda:InvokeFunction",
        Principal: "*",
        InvokedViaFunctionUrl: true,
      }),
    );
    assert.equal((await requestUrl(FunctionUrl)).status, 200);
    await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName: "closed" }));
    const gone = await requestUrl(FunctionUrl);
    assert.deepEqual([gone.status, gone.text], [403, '{"Message":null}']);
  });

  test("of AuthType AWS_IAM want a signature, and obey a policy that forbids", async () => {
    const { FunctionUrl = "" } = await lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName: "signed", AuthType: "AWS_IAM" }),
    );
    assert.equal((await requestUrl(FunctionUrl)).status, 403);
    const headers = signedHeaders(FunctionUrl, "path?a=1", server.credentials);
    const { status, text } = await requestUrl(FunctionUrl, "path?a=1", { headers });
    assert.equal(status, 200);
    const event = JSON.parse(text) as {
      headers: Record<string, string>;
      requestContext: { accountId: string; authorizer: { iam: Record<string, unknown> } };
    };
    assert.equal(event.requestContext.accountId, "000000000000");
    assert.equal(event.requestContext.authorizer.iam["accessKey"], server.credentials.accessKeyId);
    assert.equal(event.headers["authorization"], undefined);
    const sts = new STSClient(server.clientOptions);
    const { Credentials: session } = await sts.send(new GetSessionTokenCommand());
    sts.destroy();
    assert.ok(session?.AccessKeyId && session.SecretAccessKey && session.SessionToken);
    const temporary = {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
    };
    const bySession = await requestUrl(FunctionUrl, "", { headers: signedHeaders(FunctionUrl, "", temporary) });
    assert.equal(bySession.status, 200);
    assert.equal(bySession.text.includes(session.SessionToken), false, "the function has no part of it");
    const forged = signedHeaders(FunctionUrl, "path?a=1", { ...server.credentials, secretAccessKey: "wrong" });
    const refused = await requestUrl(FunctionUrl, "path?a=1", { headers: forged });
    assert.deepEqual([refused.status, refused.headers["x-amzn-errortype"]], [403, "InvalidSignatureException"]);
    const deny = { Effect: "Deny", Principal: "*", Action: "lambda:InvokeFunctionUrl", Resource: `${ARN}:signed` };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [deny] });
    await lambda.send(new PutResourcePolicyCommand({ ResourceArn: `${ARN}:signed`, Policy }));
    assert.equal((await requestUrl(FunctionUrl, "path?a=1", { headers })).status, 403);
  });

  test("of an alias run the alias's version", async () => {
    await createNodeFunction(
      lambda,
      "versioned",
      `exports.handler = async (e, context) => context.invokedFunctionArn + context.functionVersion;`,
    );
    await lambda.send(new PublishVersionCommand({ FunctionName: "versioned" }));
    await lambda.send(new CreateAliasCommand({ FunctionName: "versioned", Name: "live", FunctionVersion: "1" }));
    const url = await createPublicUrl(lambda, "versioned", { Qualifier: "live" });
    assert.equal((await requestUrl(url)).text, `${ARN}:versioned:live1`);
  });

  test("throttle with AWS's code and reason, and refuse what is too large", async () => {
    await createNodeFunction(lambda, "stopped", ECHO, GENEROUS);
    const url = await createPublicUrl(lambda, "stopped");
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "stopped", ReservedConcurrentExecutions: 0 }));
    const throttled = await requestUrl(url);
    assert.deepEqual([throttled.status, throttled.headers["x-amzn-errortype"]], [429, "TooManyRequestsException"]);
    assert.match(throttled.text, /"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"/);
    const large = await requestUrl(echo, "", { method: "POST", body: Buffer.alloc(6 * 1_048_576 + 1) });
    assert.equal(large.status, 413);
    // Small enough for a request, too large for an event in Base64.
    const bytes = await requestUrl(echo, "", { method: "POST", body: Buffer.alloc(5 * 1_048_576, 0xff) });
    assert.deepEqual([bytes.status, bytes.headers["x-amzn-errortype"]], [413, "RequestTooLargeException"]);
  });

  test("are reached by functions, too", async () => {
    const [urlId = ""] = new URL(answering).hostname.split(".");
    const path = `/_lambkin/function-urls/${urlId}?answer=text`;
    const source = `exports.handler = async () => (await fetch(process.env.AWS_ENDPOINT_URL + "${path}")).text();`;
    await createNodeFunction(lambda, "caller", source, GENEROUS);
    const url = await createPublicUrl(lambda, "caller");
    assert.equal((await requestUrl(url)).text, "plain");
  });

  test("are reached by path, too, where names below localhost are unknown", async () => {
    const [urlId = ""] = new URL(answering).hostname.split(".");
    const byPath = await requestUrl(`${server.endpoint}/_lambkin/function-urls/${urlId}`, "/x?answer=text");
    assert.deepEqual([byPath.status, byPath.text], [200, "plain"]);
  });
});
