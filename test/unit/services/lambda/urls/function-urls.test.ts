import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../../../../src/aws/service-exception.ts";
import type { WebRequest, WebResponse } from "../../../../../src/aws/service.ts";
import { type LambdaOperations, TooManyRequestsException } from "../../../../../src/models/generated/lambda.ts";
import { rateExceeded } from "../../../../../src/services/lambda/invoke/exceptions.ts";
import { ARN, LambdaControl } from "../../../../support/lambda-control.ts";
import { webRequest } from "./web-request.ts";

type UrlSettings = Partial<LambdaOperations["CreateFunctionUrlConfig"]["input"]>;

/** A function with a URL, which may be sent requests. */
const withUrl = async (settings: UrlSettings = {}) => {
  const control = await LambdaControl.start();
  const FunctionName = "hello";
  await control.create(FunctionName);
  const input = { FunctionName, AuthType: "NONE", ...settings } as const;
  const { FunctionUrl } = await control.call("CreateFunctionUrlConfig", input);
  const send = async (overrides: Partial<WebRequest> = {}): Promise<WebResponse> => {
    const { host } = new URL(FunctionUrl);
    const [route] = control.lambda.service.webRoutes ?? [];
    const handle = route?.find(host, "/");
    assert.ok(handle);
    return handle(webRequest({ ...overrides, headers: { host, ...overrides.headers } }));
  };
  return { control, send, [Symbol.asyncDispose]: () => control[Symbol.asyncDispose]() };
};

const openUp = async (control: LambdaControl): Promise<void> => {
  const everybody = { FunctionName: "hello", Principal: "*" };
  const url = { StatementId: "url", Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" } as const;
  await control.call("AddPermission", { ...everybody, ...url });
  const fn = { StatementId: "function", Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true };
  await control.call("AddPermission", { ...everybody, ...fn });
};

describe("a function URL", () => {
  test("invokes the function as what the URL is for", async () => {
    await using url = await withUrl();
    await openUp(url.control);
    const { status, headers, body } = await url.send();
    assert.deepEqual([status, body], [200, "done"]);
    assert.equal(headers["x-amzn-requestid"], "e1506fd5-9e7b-434f-bd42-4f8fa224b599");
    const [invocation] = url.control.invoker.invocations;
    assert.equal(invocation?.invokedFunctionArn, `${ARN}:hello`);
    assert.equal(invocation.requestId, "e1506fd5-9e7b-434f-bd42-4f8fa224b599");
  });

  test("begins a trace, goes on with the caller's, and tells what was decided about it", async () => {
    await using url = await withUrl();
    await openUp(url.control);
    const seen: (string | undefined)[] = [];
    url.control.invoker.invoke = async ({ traceHeader, onTrace, payload }) => {
      const { headers } = JSON.parse(Buffer.from(payload).toString()) as { headers: Record<string, string> };
      seen.push(traceHeader?.split(";Lineage")[0], headers["x-amzn-trace-id"]);
      onTrace?.("decided");
      return url.control.invoker.result;
    };
    const { headers } = await url.send();
    assert.equal(headers["x-amzn-trace-id"], "decided");
    const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    await url.send({ headers: { "x-amzn-trace-id": trace } });
    const [begun, ofEvent, ...goneOn] = seen;
    assert.match(begun ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    assert.equal(ofEvent, begun);
    assert.deepEqual(goneOn, [trace, "Root=1-5759e988-bd862e3fe1be46a994272793"]);
  });

  test("is closed, and reads no body, before the policy opens it", async () => {
    await using url = await withUrl();
    const { status } = await url.send({ readBody: () => Promise.reject(new Error("read")) });
    assert.equal(status, 403);
    assert.deepEqual(url.control.invoker.invocations, []);
  });

  test("says to pages of other origins also what it refuses", async () => {
    await using url = await withUrl({ AuthType: "AWS_IAM", Cors: { AllowOrigins: ["*"] } });
    const unsigned = new ServiceException({ code: "InvalidSignatureException", message: "no", statusCode: 403 });
    const { status, headers, body } = await url.send({
      headers: { origin: "https://example.com" },
      authenticate: () => Promise.reject(unsigned),
    });
    assert.deepEqual([status, body], [403, '{"Message":"no"}']);
    assert.equal(headers["x-amzn-errortype"], "InvalidSignatureException");
    assert.equal(headers["access-control-allow-origin"], "*");
  });

  test("asks for leave in the words of the permission", async () => {
    await using url = await withUrl({ AuthType: "AWS_IAM" });
    const asked: unknown[] = [];
    await url.send({
      authenticate: async ({ operationName, input }) => {
        asked.push(operationName, input);
        return {
          principal: { kind: "root", accountId: "0", arn: "arn:aws:iam::0:root", userId: "0" },
          accessKeyId: "A",
        };
      },
    });
    assert.deepEqual(asked, ["InvokeFunctionUrl", { FunctionName: "hello" }]);
  });

  test("answers 429 for a throttled function, and 502 for one that cannot run", async () => {
    await using url = await withUrl();
    await openUp(url.control);
    url.control.invoker.invoke = () => Promise.reject(rateExceeded("ConcurrentInvocationLimitExceeded"));
    const throttled = await url.send();
    assert.deepEqual(
      [throttled.status, throttled.body],
      [429, '{"Reason":"ConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}'],
    );
    assert.equal(throttled.headers["retry-after"], "1");
    const spent = new TooManyRequestsException({ message: "The budget is spent." });
    url.control.invoker.invoke = () => Promise.reject(spent);
    const { status, headers } = await url.send();
    assert.deepEqual([status, Object.hasOwn(headers, "retry-after")], [429, false]);
    const broken = new ServiceException({ code: "KMSDisabledException", message: "", statusCode: 502 });
    url.control.invoker.invoke = () => Promise.reject(broken);
    assert.deepEqual([(await url.send()).status, (await url.send()).body], [502, "Internal Server Error"]);
  });

  test("streams where it is told to", async () => {
    await using url = await withUrl({ InvokeMode: "RESPONSE_STREAM" });
    await openUp(url.control);
    url.control.invoker.invoke = async ({ responseSink }) => {
      responseSink?.begin("text/plain");
      void responseSink?.write(Buffer.from("one"));
      return url.control.invoker.result;
    };
    const { headers, body } = await url.send();
    assert.equal(headers["content-type"], "text/plain");
    const texts: string[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) texts.push(String(chunk));
    assert.deepEqual(texts, ["one"]);
  });

  test("is counted with its status, whether the function was asked or not", async () => {
    await using url = await withUrl();
    await url.send();
    await openUp(url.control);
    await url.send();
    assert.deepEqual(
      url.control.urlRequests.map(({ functionName, qualifier, statusCode }) => [functionName, qualifier, statusCode]),
      [
        ["hello", undefined, 403],
        ["hello", undefined, 200],
      ],
    );
  });
});
