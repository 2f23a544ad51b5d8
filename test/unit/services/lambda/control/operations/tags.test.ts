import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";

const Resource = `${ARN}:hello`;

const manyTags = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, "value"]));

describe("tags of a function", () => {
  test("are added, overwritten and removed", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Tags: { a: "1", b: "2" } });
    await control.call("TagResource", { Resource, Tags: { b: "3", c: "4" } });
    assert.deepEqual((await control.call("ListTags", { Resource })).Tags, { a: "1", b: "3", c: "4" });
    await control.call("UntagResource", { Resource, TagKeys: ["a", "nothing"] });
    assert.deepEqual((await control.call("ListTags", { Resource })).Tags, { b: "3", c: "4" });
  });

  test("make a new revision, and change nothing else", async () => {
    await using control = await LambdaControl.start();
    const { RevisionId: first, ...created } = await control.create("hello");
    await control.call("TagResource", { Resource, Tags: { a: "1" } });
    const { RevisionId: second, ...tagged } = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    await control.call("UntagResource", { Resource, TagKeys: ["a"] });
    const { RevisionId: third } = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.deepEqual(tagged, created);
    assert.equal(new Set([first, second, third]).size, 3);
  });

  test("do not come between a function and the end of its creation", async () => {
    await using control = await LambdaControl.start();
    const goOn = control.pauseTransitions();
    await control.call("CreateFunction", await minimalFunction("hello"));
    await control.call("TagResource", { Resource, Tags: { a: "1" } });
    goOn();
    await control.settled("hello");
    const { State } = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
    assert.equal(State, "Active");
  });

  test("are 50 at most, old and new ones together", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Tags: manyTags(30, "old") });
    const tooMany = refusal("InvalidParameterValueException", "Number of tags exceeds resource tag limit.");
    await assert.rejects(control.call("TagResource", { Resource, Tags: manyTags(21, "new") }), tooMany);
    await assert.rejects(control.create("other", { Tags: manyTags(51, "new") }), tooMany);
    await control.call("TagResource", { Resource, Tags: manyTags(20, "new") });
  });

  test("may not begin with aws:", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("TagResource", { Resource, Tags: { "aws:mine": "1" } }),
      /reserved for system use/,
    );
  });

  test("are not for versions", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("TagResource", { Resource: `${Resource}:$LATEST`, Tags: { a: "1" } }),
      refusal(
        "InvalidParameterValueException",
        "Tags on function aliases and versions are not supported. Please specify a function ARN.",
      ),
    );
  });

  test("are not found on a layer", async () => {
    await using control = await LambdaControl.start();
    const layer = "arn:aws:lambda:us-east-1:000000000000:layer:shared";
    await assert.rejects(
      control.call("ListTags", { Resource: layer }),
      refusal("ResourceNotFoundException", `Layer not found: ${layer}`),
    );
  });

  test("are not found on what does not exist", async () => {
    await using control = await LambdaControl.start();
    const notFound = refusal("ResourceNotFoundException", `Function not found: ${Resource}`);
    await assert.rejects(control.call("TagResource", { Resource, Tags: { a: "1" } }), notFound);
    await assert.rejects(control.call("UntagResource", { Resource, TagKeys: ["a"] }), notFound);
    await assert.rejects(control.call("ListTags", { Resource }), notFound);
  });
});
