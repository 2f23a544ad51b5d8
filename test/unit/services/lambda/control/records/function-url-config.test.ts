import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const FunctionName = "hello";
const gone = refusal("ResourceNotFoundException", "Function does not exist");

const startWithAlias = async () => {
  const control = await LambdaControl.start();
  await control.create(FunctionName);
  await control.call("PublishVersion", { FunctionName });
  await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
  return control;
};

describe("function URLs", () => {
  test("are at the port of the API, under a name that nobody guesses", async () => {
    await using control = await startWithAlias();
    const created = await control.call("CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" });
    assert.match(created.FunctionUrl, /^http:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost:4566\/$/);
    const now = new Date(control.clock.nowMs()).toISOString();
    const { FunctionUrl, ...rest } = created;
    assert.deepEqual(rest, {
      FunctionArn: `${ARN}:hello`,
      AuthType: "NONE",
      Cors: undefined,
      CreationTime: now,
      InvokeMode: undefined,
    });
    assert.deepEqual(await control.call("GetFunctionUrlConfig", { FunctionName }), {
      FunctionUrl,
      ...rest,
      InvokeMode: "BUFFERED",
      LastModifiedTime: now,
    });
  });

  test("are updated member by member, and keep their address", async () => {
    await using control = await startWithAlias();
    const Cors = { AllowOrigins: ["https://example.org"], MaxAge: 60 };
    const created = await control.call("CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE", Cors });
    const updated = await control.call("UpdateFunctionUrlConfig", { FunctionName, InvokeMode: "RESPONSE_STREAM" });
    assert.equal(updated.FunctionUrl, created.FunctionUrl);
    assert.equal(updated.InvokeMode, "RESPONSE_STREAM");
    assert.deepEqual(updated.Cors, Cors);
    const again = await control.call("UpdateFunctionUrlConfig", { FunctionName, AuthType: "AWS_IAM", Cors: {} });
    assert.equal(again.InvokeMode, "RESPONSE_STREAM");
    const read = await control.call("GetFunctionUrlConfig", { FunctionName });
    assert.equal(read.AuthType, "AWS_IAM");
    assert.deepEqual(read.Cors, {});
  });

  test("are one for the function and one for each alias", async () => {
    await using control = await startWithAlias();
    await control.call("CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" });
    await control.call("CreateFunctionUrlConfig", { FunctionName, Qualifier: "live", AuthType: "NONE" });
    const { FunctionUrlConfigs } = await control.call("ListFunctionUrlConfigs", { FunctionName });
    assert.deepEqual(
      FunctionUrlConfigs.map(({ FunctionArn }) => FunctionArn),
      [`${ARN}:hello`, `${ARN}:hello:live`],
    );
  });

  test("are not for versions", async () => {
    await using control = await startWithAlias();
    await assert.rejects(
      control.call("CreateFunctionUrlConfig", { FunctionName: `${ARN}:hello:1`, AuthType: "NONE" }),
      /Value '1' at 'qualifier' failed to satisfy constraint/,
    );
  });

  test("lead to functions and aliases that exist", async () => {
    await using control = await startWithAlias();
    const create = (name: string, Qualifier?: string) =>
      control.call("CreateFunctionUrlConfig", { FunctionName: name, Qualifier, AuthType: "NONE" });
    await assert.rejects(create("nobody"), gone);
    await assert.rejects(create(FunctionName, "nobody"), gone);
    await assert.rejects(control.call("UpdateFunctionUrlConfig", { FunctionName: "nobody" }), gone);
  });

  test("go when they are deleted, and with their alias", async () => {
    await using control = await startWithAlias();
    await control.call("CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" });
    await control.call("CreateFunctionUrlConfig", { FunctionName, Qualifier: "live", AuthType: "NONE" });
    await control.call("DeleteFunctionUrlConfig", { FunctionName });
    await control.call("DeleteAlias", { FunctionName, Name: "live" });
    assert.deepEqual((await control.call("ListFunctionUrlConfigs", { FunctionName })).FunctionUrlConfigs, []);
    const missing = refusal("ResourceNotFoundException", "The resource you requested does not exist.");
    await assert.rejects(control.call("GetFunctionUrlConfig", { FunctionName }), missing);
    await assert.rejects(control.call("UpdateFunctionUrlConfig", { FunctionName }), missing);
    await assert.rejects(control.call("DeleteFunctionUrlConfig", { FunctionName }), missing);
  });
});
