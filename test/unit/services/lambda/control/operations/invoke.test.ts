import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

describe("Invoke", () => {
  test("hands the payload over and gives the answer back", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const Payload = Buffer.from('{"name":"you"}');
    const answer = await control.call("Invoke", { FunctionName: "hello", Payload });
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.ExecutedVersion, "$LATEST");
    assert.equal(answer.FunctionError, undefined);
    assert.equal(Buffer.from(answer.Payload ?? []).toString(), '"done"');
    const [invocation] = control.invoker.invocations;
    assert.equal(invocation?.payload, Payload);
    assert.equal(invocation?.invokedFunctionArn, `${ARN}:hello`);
    assert.equal(invocation?.requestId, "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e");
    assert.equal(invocation?.wantsLogTail, false);
  });

  test("gives a function without payload an empty object", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello" });
    await control.call("Invoke", { FunctionName: "hello", Payload: Buffer.alloc(0) });
    assert.deepEqual(
      control.invoker.invocations.map(({ payload }) => Buffer.from(payload).toString()),
      ["{}", "{}"],
    );
  });

  test("names the function as the caller did", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "000000000000:function:hello", Qualifier: "$LATEST" });
    assert.equal(control.invoker.invocations[0]?.invokedFunctionArn, `${ARN}:hello:$LATEST`);
  });

  test("passes the caller's trace on when it looks like one, with a hop more in its lineage", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    await control.call("Invoke", { FunctionName: "hello" }, { traceHeader });
    await control.call("Invoke", { FunctionName: "hello" }, { traceHeader: "<script>" });
    assert.deepEqual(
      control.invoker.invocations.map((invocation) => invocation.traceHeader),
      [`${traceHeader};Lineage=1:2cf24dba:0`, "Lineage=1:2cf24dba:0"],
    );
  });

  test("gives the log tail to those who ask", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    control.invoker.result = { ...control.invoker.result, logTail: Buffer.from("END\n") };
    const answer = await control.call("Invoke", { FunctionName: "hello", LogType: "Tail" });
    assert.equal(answer.LogResult, Buffer.from("END\n").toString("base64"));
    assert.equal(control.invoker.invocations[0]?.wantsLogTail, true);
  });

  test("passes a function's error on with status 200", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    control.invoker.result = { ...control.invoker.result, functionError: "Unhandled" };
    const answer = await control.call("Invoke", { FunctionName: "hello" });
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.FunctionError, "Unhandled");
  });

  test("runs nothing in a dry run", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const answer = await control.call("Invoke", { FunctionName: "hello", InvocationType: "DryRun" });
    assert.deepEqual(answer, { StatusCode: 204 });
    assert.deepEqual(control.invoker.invocations, []);
  });

  test("refuses a function that is still being created", async () => {
    await using control = await LambdaControl.start();
    const resume = control.pauseTransitions();
    await control.call("CreateFunction", await minimalFunction("hello"));
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello" }),
      refusal(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      ),
    );
    const active = control.invoker.nextRetire();
    resume();
    await active;
    assert.equal((await control.call("Invoke", { FunctionName: "hello" })).StatusCode, 200);
  });

  test("refuses a payload that is no JSON", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const broken = control.call("Invoke", { FunctionName: "hello", Payload: Buffer.from("hello") });
    await assert.rejects(broken, {
      code: "InvalidRequestContentException",
      message: /^Could not parse request body into json: Could not parse payload into json: /,
    });
    const notText = control.call("Invoke", { FunctionName: "hello", Payload: Buffer.from([0x22, 0xff, 0x22]) });
    await assert.rejects(notText, { code: "InvalidRequestContentException", message: /Invalid UTF-8/ });
  });

  test("takes JSON of any kind", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("Invoke", { FunctionName: "hello", Payload: Buffer.from("null") });
    await control.call("Invoke", { FunctionName: "hello", Payload: Buffer.from(" [1, 2] ") });
    assert.equal(control.invoker.invocations.length, 2);
  });

  test("refuses a payload above 6 MB", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello", Payload: Buffer.alloc(6_291_457, " ") }),
      refusal(
        "RequestTooLargeException",
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
      ),
    );
  });

  test("passes the client context on, once it is known to be JSON", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const ClientContext = base64({ custom: { tenant: "blue" } });
    await control.call("Invoke", { FunctionName: "hello", ClientContext });
    assert.equal(control.invoker.invocations[0]?.clientContext, ClientContext);
    const invalid = refusal(
      "InvalidRequestContentException",
      "Client context must be a valid Base64-encoded JSON object.",
    );
    await assert.rejects(control.call("Invoke", { FunctionName: "hello", ClientContext: "{}" }), invalid);
    await assert.rejects(control.call("Invoke", { FunctionName: "hello", ClientContext: base64("text") }), invalid);
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello", ClientContext: base64({ long: "x".repeat(3_000) }) }),
      /smaller than 3583 bytes/,
    );
  });
});
