import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const FunctionName = "hello";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:failed";

const startWithFunction = async () => {
  const control = await LambdaControl.start();
  await control.create(FunctionName);
  return control;
};

describe("event invoke configurations", () => {
  test("are put as a whole: what is not named is not set", async () => {
    await using control = await startWithFunction();
    await control.call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 0 });
    const put = await control.call("PutFunctionEventInvokeConfig", { FunctionName, MaximumEventAgeInSeconds: 60 });
    assert.deepEqual(put, {
      LastModified: new Date(control.clock.nowMs()),
      FunctionArn: `${ARN}:hello:$LATEST`,
      MaximumRetryAttempts: undefined,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    });
    assert.deepEqual(await control.call("GetFunctionEventInvokeConfig", { FunctionName }), put);
  });

  test("are updated member by member", async () => {
    await using control = await startWithFunction();
    await control.call("PutFunctionEventInvokeConfig", {
      FunctionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    });
    const updated = await control.call("UpdateFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 });
    assert.equal(updated.MaximumRetryAttempts, 1);
    assert.deepEqual(updated.DestinationConfig, { OnSuccess: {}, OnFailure: { Destination: QUEUE } });
  });

  test("are there to be updated only where they were put", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      control.call("UpdateFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 }),
      refusal("ResourceNotFoundException", `The function ${ARN}:hello:$LATEST doesn't have an EventInvokeConfig`),
    );
  });

  test("are each version's and alias's own, listed page by page", async () => {
    await using control = await startWithFunction();
    await control.call("PublishVersion", { FunctionName });
    await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
    await control.call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 0 });
    await control.call("PutFunctionEventInvokeConfig", { FunctionName, Qualifier: "1", MaximumRetryAttempts: 1 });
    await control.call("PutFunctionEventInvokeConfig", { FunctionName, Qualifier: "live", MaximumRetryAttempts: 2 });
    const first = await control.call("ListFunctionEventInvokeConfigs", { FunctionName, MaxItems: 2 });
    assert.deepEqual(
      first.FunctionEventInvokeConfigs?.map(({ FunctionArn }) => FunctionArn),
      [`${ARN}:hello:$LATEST`, `${ARN}:hello:1`],
    );
    const second = await control.call("ListFunctionEventInvokeConfigs", { FunctionName, Marker: first.NextMarker });
    assert.deepEqual(
      second.FunctionEventInvokeConfigs?.map(({ FunctionArn }) => FunctionArn),
      [`${ARN}:hello:live`],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test("are deleted once", async () => {
    await using control = await startWithFunction();
    await control.call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 0 });
    await control.call("DeleteFunctionEventInvokeConfig", { FunctionName });
    await assert.rejects(control.call("DeleteFunctionEventInvokeConfig", { FunctionName }), /doesn't have/);
  });

  test("are not for functions, versions and aliases that do not exist", async () => {
    await using control = await startWithFunction();
    const gone = refusal("ResourceNotFoundException", "The function doesn't exist.");
    const put = (name: string, Qualifier?: string) =>
      control.call("PutFunctionEventInvokeConfig", { FunctionName: name, Qualifier, MaximumRetryAttempts: 0 });
    await assert.rejects(put("nobody"), gone);
    await assert.rejects(put(FunctionName, "7"), gone);
    await assert.rejects(put(FunctionName, "nobody"), gone);
    await assert.rejects(control.call("ListFunctionEventInvokeConfigs", { FunctionName: "nobody" }), gone);
  });

  test("send records to functions that exist, and never to their own", async () => {
    await using control = await startWithFunction();
    await control.create("other");
    const put = (Destination: string) =>
      control.call("PutFunctionEventInvokeConfig", { FunctionName, DestinationConfig: { OnSuccess: { Destination } } });
    await put(`${ARN}:other`);
    await assert.rejects(
      put(`${ARN}:hello`),
      refusal("InvalidParameterValueException", "You can't specify the function as a destination for itself."),
    );
    await assert.rejects(
      put(`${ARN}:nobody`),
      refusal("InvalidParameterValueException", `The destination ARN ${ARN}:nobody is invalid.`),
    );
  });

  test("send records to a bucket only on failure", async () => {
    await using control = await startWithFunction();
    const Destination = "arn:aws:s3:::records";
    await control.call("PutFunctionEventInvokeConfig", {
      FunctionName,
      DestinationConfig: { OnFailure: { Destination } },
    });
    await assert.rejects(
      control.call("PutFunctionEventInvokeConfig", {
        FunctionName,
        DestinationConfig: { OnSuccess: { Destination }, OnFailure: {} },
      }),
      refusal(
        "InvalidParameterValueException",
        "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::records), " +
          "onFailure=OnFailure(destination=null)) is invalid.",
      ),
    );
  });
});
