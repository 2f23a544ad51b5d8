import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const notFound = refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello`);

const referenced = (aliases: string) =>
  refusal(
    "ResourceConflictException",
    `Unable to delete version because the following aliases reference it: [${aliases}]`,
  );

describe("DeleteFunction", () => {
  test("removes the function and ends its environments", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Tags: { team: "blue" } });
    await control.call("Invoke", { FunctionName: "hello" });
    assert.deepEqual(await control.call("DeleteFunction", { FunctionName: "hello" }), { StatusCode: 204 });
    assert.deepEqual(control.invoker.retired.at(-1), ["hello", undefined]);
    await assert.rejects(control.call("GetFunction", { FunctionName: "hello" }), notFound);
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:$LATEST`),
    );
    await assert.rejects(control.call("ListTags", { Resource: `${ARN}:hello` }), notFound);
  });

  test("makes room for a new function of the same name", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Tags: { team: "blue" } });
    await control.call("DeleteFunction", { FunctionName: "hello" });
    await control.create("hello");
    assert.deepEqual((await control.call("ListTags", { Resource: `${ARN}:hello` })).Tags, {});
  });

  test("knows no function that is not there", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(control.call("DeleteFunction", { FunctionName: "hello" }), notFound);
    await assert.rejects(control.call("DeleteFunction", { FunctionName: "hello", Qualifier: "1" }), notFound);
  });

  test("does not delete $LATEST alone", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("DeleteFunction", { FunctionName: "hello", Qualifier: "$LATEST" }),
      refusal("InvalidParameterValueException", "$LATEST version cannot be deleted without deleting the function."),
    );
  });

  test("does not delete aliases", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("DeleteFunction", { FunctionName: "hello", Qualifier: "live" }),
      refusal("InvalidParameterValueException", "Deletion of aliases is not currently supported."),
    );
  });

  test("succeeds for a version that is not there, and keeps the function", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("DeleteFunction", { FunctionName: "hello", Qualifier: "7" });
    assert.equal((await control.call("GetFunctionConfiguration", { FunctionName: "hello" })).State, "Active");
  });

  test("removes one version, ends its environments, and keeps the function", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.call("Invoke", { FunctionName: "hello:1" });
    await control.call("DeleteFunction", { FunctionName: "hello:1" });
    assert.deepEqual(control.invoker.retired.at(-1), ["hello", "1"]);
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello:1" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:1`),
    );
    assert.equal((await control.call("Invoke", { FunctionName: "hello" })).StatusCode, 200);
  });

  test("keeps a version that aliases point to, and names them", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.configure({ FunctionName: "hello", Timeout: 5 });
    await control.call("PublishVersion", { FunctionName: "hello" });
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0 } };
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "1", RoutingConfig });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "beta", FunctionVersion: "2" });
    const remove = (Qualifier: string) => control.call("DeleteFunction", { FunctionName: "hello", Qualifier });
    await assert.rejects(remove("1"), referenced("live"));
    await assert.rejects(remove("2"), referenced("beta, live"));
    assert.equal((await control.call("Invoke", { FunctionName: "hello:1" })).StatusCode, 200);
  });

  test("removes versions and aliases with their function", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "1" });
    await control.call("Invoke", { FunctionName: "hello:live" });
    await control.call("DeleteFunction", { FunctionName: "hello" });
    await assert.rejects(control.call("Invoke", { FunctionName: "hello:live" }), { code: "ResourceNotFoundException" });
    await assert.rejects(control.call("Invoke", { FunctionName: "hello:1" }), { code: "ResourceNotFoundException" });
    await control.create("hello");
    await assert.rejects(control.call("Invoke", { FunctionName: "hello:live" }), { code: "ResourceNotFoundException" });
    assert.deepEqual((await control.call("ListAliases", { FunctionName: "hello" })).Aliases, []);
  });

  test("may come while the function is being created", async () => {
    await using control = await LambdaControl.start();
    const resume = control.pauseTransitions();
    const creation = control.create("hello");
    creation.catch(() => undefined);
    while ((await control.call("ListFunctions", {})).Functions?.length !== 1) await new Promise(setImmediate);
    await control.call("DeleteFunction", { FunctionName: "hello" });
    resume();
    await assert.rejects(creation, notFound);
  });
});
