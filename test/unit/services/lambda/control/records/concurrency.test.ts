import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";

const FunctionName = "hello";

/** Of the account's 1,000. */
const unreserved = async (control: LambdaControl): Promise<number | undefined> =>
  (await control.call("GetAccountSettings", {})).AccountLimit?.UnreservedConcurrentExecutions;

describe("PutFunctionConcurrency", () => {
  test("reserves, shows it with the function, and takes it from what the others share", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    assert.deepEqual(await control.call("GetFunctionConcurrency", { FunctionName }), {});
    assert.deepEqual(await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 30 }), {
      ReservedConcurrentExecutions: 30,
    });
    assert.deepEqual(await control.call("GetFunctionConcurrency", { FunctionName }), {
      ReservedConcurrentExecutions: 30,
    });
    assert.deepEqual((await control.call("GetFunction", { FunctionName })).Concurrency, {
      ReservedConcurrentExecutions: 30,
    });
    assert.equal(await unreserved(control), 970);
    assert.equal(control.invoker.reserved.get(FunctionName), 30);
  });

  test("leaves 100 to the others, the function's old reservation not counted", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await control.create("other");
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 900 });
    const tooMuch = refusal(
      "InvalidParameterValueException",
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
    await assert.rejects(
      control.call("PutFunctionConcurrency", { FunctionName: "other", ReservedConcurrentExecutions: 1 }),
      tooMuch,
    );
    await assert.rejects(
      control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 901 }),
      tooMuch,
    );
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 899 });
    await control.call("PutFunctionConcurrency", { FunctionName: "other", ReservedConcurrentExecutions: 1 });
    assert.equal(await unreserved(control), 100);
  });

  test("is for functions, not for versions and aliases", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await assert.rejects(
      control.call("PutFunctionConcurrency", { FunctionName: `${ARN}:hello:1`, ReservedConcurrentExecutions: 1 }),
      /This operation is permitted on Lambda functions only/,
    );
  });

  test("names a function that is not there with its qualifier", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 1 }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:$LATEST`),
    );
  });
});

describe("a reservation", () => {
  test("is given back by DeleteFunctionConcurrency, which may be asked twice", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 0 });
    await control.call("DeleteFunctionConcurrency", { FunctionName });
    await control.call("DeleteFunctionConcurrency", { FunctionName });
    assert.equal((await control.call("GetFunction", { FunctionName })).Concurrency, undefined);
    assert.equal(control.invoker.reserved.has(FunctionName), false);
  });

  test("is given back with its function", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 100 });
    await control.call("DeleteFunction", { FunctionName });
    assert.equal(await unreserved(control), 1_000);
    assert.equal(control.invoker.reserved.has(FunctionName), false);
  });

  test("holds again after a start", async () => {
    using home = temporaryDirectory();
    {
      await using control = await LambdaControl.start(home.path);
      await control.create(FunctionName);
      await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 5 });
    }
    await using control = await LambdaControl.start(home.path);
    await control.lambda.recover();
    assert.equal(control.invoker.reserved.get(FunctionName), 5);
  });
});
