import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const publishOnce = async (control: LambdaControl, FunctionName: string, Timeout: number) => {
  await control.configure({ FunctionName, Timeout });
  await control.call("PublishVersion", { FunctionName });
};

describe("ListVersionsByFunction", () => {
  test("begins with $LATEST and goes on by number, not by text", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    for (let seconds = 1; seconds <= 11; seconds += 1) await publishOnce(control, "hello", seconds);
    const { Versions = [], NextMarker } = await control.call("ListVersionsByFunction", { FunctionName: "hello" });
    assert.equal(Versions.map(({ Version }) => Version).join(), "$LATEST,1,2,3,4,5,6,7,8,9,10,11");
    assert.equal(NextMarker, undefined);
  });

  test("shows versions under their own ARNs, and leaves states out", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    const { Versions = [] } = await control.call("ListVersionsByFunction", { FunctionName: "hello" });
    assert.deepEqual(
      Versions.map(({ FunctionArn }) => FunctionArn),
      [`${ARN}:hello:$LATEST`, `${ARN}:hello:1`],
    );
    assert.equal(
      Versions.some((version) => "State" in version),
      false,
    );
  });

  test("pages", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await publishOnce(control, "hello", 1);
    await publishOnce(control, "hello", 2);
    const first = await control.call("ListVersionsByFunction", { FunctionName: "hello", MaxItems: 2 });
    const Marker = first.NextMarker;
    const second = await control.call("ListVersionsByFunction", { FunctionName: "hello", MaxItems: 2, Marker });
    assert.deepEqual(
      [first, second].map(({ Versions }) => Versions?.map(({ Version }) => Version)),
      [["$LATEST", "1"], ["2"]],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test("refuses markers of other lists", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.create("other");
    await control.call("PublishVersion", { FunctionName: "other" });
    const invalid = refusal("InvalidParameterValueException", "The marker is not valid.");
    const ofOther = await control.call("ListVersionsByFunction", { FunctionName: "other", MaxItems: 1 });
    const ofFunctions = await control.call("ListFunctions", { MaxItems: 1 });
    const list = (Marker: string | undefined) =>
      control.call("ListVersionsByFunction", { FunctionName: "hello", Marker });
    await assert.rejects(list(ofOther.NextMarker), invalid);
    await assert.rejects(list(ofFunctions.NextMarker), invalid);
  });

  test("knows no function that is not there", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("ListVersionsByFunction", { FunctionName: "hello" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello`),
    );
  });
});

describe("ListFunctions with FunctionVersion ALL", () => {
  test("lists every version of every function, page by page", async () => {
    await using control = await LambdaControl.start();
    await control.create("apple");
    await control.create("banana");
    await control.call("PublishVersion", { FunctionName: "apple" });
    await control.call("PublishVersion", { FunctionName: "banana" });
    const request = { FunctionVersion: "ALL", MaxItems: 3 } as const;
    const first = await control.call("ListFunctions", request);
    const second = await control.call("ListFunctions", { ...request, Marker: first.NextMarker });
    assert.deepEqual(
      [first, second].map(({ Functions }) => Functions?.map(({ FunctionArn }) => FunctionArn)),
      [[`${ARN}:apple:$LATEST`, `${ARN}:apple:1`, `${ARN}:banana:$LATEST`], [`${ARN}:banana:1`]],
    );
    assert.equal(second.NextMarker, undefined);
  });
});
