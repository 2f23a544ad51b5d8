import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";

const FunctionName = "hello";

/** A function with versions 1 and 2, and the alias `live` for version 1. */
const start = async (home?: string): Promise<LambdaControl> => {
  const control = await LambdaControl.start(home);
  await control.create(FunctionName);
  await control.call("PublishVersion", { FunctionName });
  await control.configure({ FunctionName, Description: "second" });
  await control.call("PublishVersion", { FunctionName });
  await control.call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
  return control;
};

const put = (control: LambdaControl, Qualifier: string, ProvisionedConcurrentExecutions = 5) =>
  control.call("PutProvisionedConcurrencyConfig", { FunctionName, Qualifier, ProvisionedConcurrentExecutions });

const get = (control: LambdaControl, Qualifier: string) =>
  control.call("GetProvisionedConcurrencyConfig", { FunctionName, Qualifier });

const unreserved = async (control: LambdaControl): Promise<number | undefined> =>
  (await control.call("GetAccountSettings", {})).AccountLimit?.UnreservedConcurrentExecutions;

/** What the invoker was asked for, by version. */
const provisions = (control: LambdaControl) =>
  Object.fromEntries([...control.invoker.provisions].map(([key, { executions }]) => [key, executions]));

describe("PutProvisionedConcurrencyConfig", () => {
  test("begins to provide environments for a version", async () => {
    await using control = await start();
    assert.partialDeepStrictEqual(await put(control, "1"), {
      RequestedProvisionedConcurrentExecutions: 5,
      Status: "IN_PROGRESS",
      LastModified: "2026-01-01T00:00:00+0000",
    });
    assert.deepEqual(control.invoker.provisions.get("hello:1"), { executions: 5, qualifier: "1", inPlaceOf: [] });
    assert.equal(await unreserved(control), 995);
  });

  test("provides them for the version that an alias points to", async () => {
    await using control = await start();
    await put(control, "live");
    assert.deepEqual(control.invoker.provisions.get("hello:1"), { executions: 5, qualifier: "live", inPlaceOf: [] });
  });

  test("replaces what was asked for before, which does not count then", async () => {
    await using control = await start();
    await put(control, "1", 900);
    await put(control, "1", 899);
    assert.deepEqual(provisions(control), { "hello:1": 899 });
  });

  test("refuses an alias with weights", async () => {
    await using control = await start();
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await control.call("UpdateAlias", { FunctionName, Name: "live", RoutingConfig });
    await assert.rejects(
      put(control, "live"),
      refusal("InvalidParameterValueException", "Alias with weights can not be used with Provisioned Concurrency"),
    );
  });

  test("refuses an alias of $LATEST", async () => {
    await using control = await start();
    await control.call("CreateAlias", { FunctionName, Name: "newest", FunctionVersion: "$LATEST" });
    await assert.rejects(
      put(control, "newest"),
      refusal(
        "InvalidParameterValueException",
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
      ),
    );
  });

  test("refuses an alias of a version that has its own, or that of another alias", async () => {
    await using control = await start();
    const conflict = refusal(
      "ResourceConflictException",
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
    await put(control, "1");
    await assert.rejects(put(control, "live"), conflict);
    await control.call("DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "1" });
    await control.call("CreateAlias", { FunctionName, Name: "other", FunctionVersion: "1" });
    await put(control, "other");
    await assert.rejects(put(control, "live"), conflict);
  });

  test("stays within what the function reserved, all its versions together", async () => {
    await using control = await start();
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 10 });
    await put(control, "1", 6);
    await assert.rejects(
      put(control, "2", 5),
      refusal(
        "InvalidParameterValueException",
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
      ),
    );
    await put(control, "2", 4);
    assert.equal(await unreserved(control), 990);
  });

  test("stays within what the account has left", async () => {
    await using control = await start();
    await assert.rejects(
      put(control, "1", 1_001),
      refusal(
        "InvalidParameterValueException",
        "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
      ),
    );
  });
});

describe("GetProvisionedConcurrencyConfig", () => {
  test("tells how many environments are ready", async () => {
    await using control = await start();
    await put(control, "live");
    control.invoker.provisionedStates.set("hello:1", { allocated: 2, status: "IN_PROGRESS" });
    await control.clock.advance(60_000);
    assert.deepEqual(await get(control, "live"), {
      RequestedProvisionedConcurrentExecutions: 5,
      AvailableProvisionedConcurrentExecutions: 2,
      AllocatedProvisionedConcurrentExecutions: 2,
      Status: "IN_PROGRESS",
      LastModified: "2026-01-01T00:00:00+0000",
    });
    control.invoker.provisionedStates.clear();
    assert.equal((await get(control, "live")).Status, "READY");
  });

  test("tells why environments cannot be started", async () => {
    await using control = await start();
    await put(control, "live");
    const statusReason = "FUNCTION_ERROR_INIT_FAILURE";
    control.invoker.provisionedStates.set("hello:1", { allocated: 0, status: "FAILED", statusReason });
    assert.partialDeepStrictEqual(await get(control, "live"), { Status: "FAILED", StatusReason: statusReason });
  });
});

describe("ListProvisionedConcurrencyConfigs", () => {
  test("lists those of a function by page, its reservation aside", async () => {
    await using control = await start();
    await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 10 });
    await put(control, "2", 1);
    await put(control, "live", 2);
    const page = await control.call("ListProvisionedConcurrencyConfigs", { FunctionName, MaxItems: 1 });
    assert.deepEqual(
      page.ProvisionedConcurrencyConfigs?.map((config) => config.FunctionArn),
      [`${ARN}:hello:2`],
    );
    const rest = await control.call("ListProvisionedConcurrencyConfigs", { FunctionName, Marker: page.NextMarker });
    assert.equal(rest.ProvisionedConcurrencyConfigs?.length, 1);
    assert.partialDeepStrictEqual(rest.ProvisionedConcurrencyConfigs[0], {
      FunctionArn: `${ARN}:hello:live`,
      RequestedProvisionedConcurrentExecutions: 2,
      Status: "READY",
    });
    assert.equal(rest.NextMarker, undefined);
  });
});

describe("DeleteProvisionedConcurrencyConfig", () => {
  test("gives back what was provided, and may be asked twice", async () => {
    await using control = await start();
    await put(control, "live");
    await control.call("DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "live" });
    await control.call("DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "live" });
    assert.deepEqual(provisions(control), {});
    assert.equal(await unreserved(control), 1_000);
  });
});

describe("provisioned concurrency", () => {
  test("moves with its alias, from the version that it leaves", async () => {
    await using control = await start();
    await put(control, "live");
    await control.call("UpdateAlias", { FunctionName, Name: "live", FunctionVersion: "2" });
    assert.deepEqual(control.invoker.provisions.get("hello:2"), { executions: 5, qualifier: "live", inPlaceOf: ["1"] });
  });

  test("is spread over the versions of an alias that is given weights later", async () => {
    await using control = await start();
    await put(control, "live", 10);
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.2 } };
    await control.call("UpdateAlias", { FunctionName, Name: "live", RoutingConfig });
    assert.deepEqual(provisions(control), { "hello:1": 8, "hello:2": 2 });
    assert.equal((await get(control, "live")).AllocatedProvisionedConcurrentExecutions, 10);
  });

  test("keeps its alias from a version that has its own, and from $LATEST", async () => {
    await using control = await start();
    await put(control, "live");
    await put(control, "2");
    const invalid = refusal(
      "InvalidParameterValueException",
      "Invalid alias configuration for Provisioned Concurrency",
    );
    const move = (FunctionVersion: string) =>
      control.call("UpdateAlias", { FunctionName, Name: "live", FunctionVersion });
    await assert.rejects(move("2"), invalid);
    await assert.rejects(move("$LATEST"), invalid);
    await control.call("UpdateAlias", { FunctionName, Name: "live", Description: "the same version" });
  });

  test("goes with its alias, its version or its function", async () => {
    await using control = await start();
    await put(control, "live");
    await put(control, "2");
    await control.call("DeleteAlias", { FunctionName, Name: "live" });
    assert.deepEqual(provisions(control), { "hello:2": 5 });
    await control.call("DeleteFunction", { FunctionName, Qualifier: "2" });
    assert.deepEqual(provisions(control), {});
    await put(control, "1");
    await control.call("DeleteFunction", { FunctionName });
    assert.deepEqual(provisions(control), {});
  });

  test("is provided as soon as a version that is being created is ready", async () => {
    await using control = await LambdaControl.start();
    await control.create(FunctionName);
    const resume = control.pauseTransitions();
    const { ZipFile } = (await minimalFunction("other")).Code;
    await control.call("UpdateFunctionCode", { FunctionName, ZipFile, Publish: true });
    await put(control, "1");
    assert.deepEqual(provisions(control), {});
    assert.equal((await get(control, "1")).Status, "IN_PROGRESS");
    const provided = control.invoker.nextProvision();
    resume();
    await provided;
    assert.deepEqual(provisions(control), { "hello:1": 5 });
  });

  test("is provided anew when the key of its variables changes its state", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create(FunctionName, { KMSKeyArn, Environment: { Variables: { STAGE: "test" } }, Publish: true });
    await put(control, "1");
    const disabled = control.invoker.nextProvision();
    await control.callKms("DisableKey", { KeyId: KMSKeyArn });
    await disabled;
    const enabled = control.invoker.nextProvision();
    await control.callKms("EnableKey", { KeyId: KMSKeyArn });
    await enabled;
    assert.deepEqual(provisions(control), { "hello:1": 5 });
  });

  test("is provided again after a start", async () => {
    using home = temporaryDirectory();
    {
      await using control = await start(home.path);
      await put(control, "live");
      await control.call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 10 });
    }
    await using control = await LambdaControl.start(home.path);
    await control.lambda.recover();
    assert.deepEqual(provisions(control), { "hello:1": 5 });
  });
});
