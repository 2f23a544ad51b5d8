import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { settle, startWithHello } from "../../../../support/async-invocation.ts";
import { LambdaControl, minimalFunction, refusal } from "../../../../support/lambda-control.ts";

const FunctionName = "hello";
const TenancyConfig = { TenantIsolationMode: "PER_TENANT" as const };

const start = () => startWithHello({ TenancyConfig });

const unsupported = (what: string) =>
  refusal("InvalidParameterValueException", `${what} are not supported for functions with tenant isolation.`);

describe("tenant isolation", () => {
  test("is kept, and shown by every version", async () => {
    await using control = await start();
    assert.deepEqual((await control.call("GetFunctionConfiguration", { FunctionName })).TenancyConfig, TenancyConfig);
    assert.deepEqual((await control.call("PublishVersion", { FunctionName })).TenancyConfig, TenancyConfig);
  });

  test("asks every caller for a tenant", async () => {
    await using control = await start();
    await assert.rejects(
      control.call("Invoke", { FunctionName }),
      refusal(
        "InvalidParameterValueException",
        "The invoked function is enabled with tenancy configuration. " +
          "Add a valid tenant ID in your request and try again.",
      ),
    );
  });

  test("tells the invoker for whom an invocation is", async () => {
    await using control = await start();
    await control.call("Invoke", { FunctionName, TenantId: "blue" });
    assert.equal(control.invoker.invocations[0]?.tenantId, "blue");
  });

  test("holds for invocations that nobody waits for, too", async () => {
    await using control = await start();
    await assert.rejects(control.call("Invoke", { FunctionName, InvocationType: "Event" }));
    await control.call("Invoke", { FunctionName, InvocationType: "Event", TenantId: "blue" });
    await settle();
    assert.deepEqual(
      control.invoker.invocations.map(({ tenantId }) => tenantId),
      ["blue"],
    );
  });

  test("lets nothing invoke the function that cannot name a tenant, or start it before one is known", async () => {
    await using control = await start();
    await control.call("PublishVersion", { FunctionName });
    await assert.rejects(
      control.call("CreateFunctionUrlConfig", { FunctionName, AuthType: "NONE" }),
      unsupported("Function URLs"),
    );
    await assert.rejects(
      control.call("PutProvisionedConcurrencyConfig", {
        FunctionName,
        Qualifier: "1",
        ProvisionedConcurrentExecutions: 1,
      }),
      unsupported("Provisioned concurrency configurations"),
    );
    await assert.rejects(
      control.call("CreateEventSourceMapping", {
        FunctionName,
        EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:orders",
      }),
      unsupported("Event source mappings"),
    );
  });

  test("and SnapStart exclude each other", async () => {
    await using control = await LambdaControl.start();
    const SnapStart = { ApplyOn: "PublishedVersions" as const };
    await assert.rejects(
      control.call("CreateFunction", {
        ...(await minimalFunction(FunctionName)),
        Runtime: "python3.13",
        SnapStart,
        TenancyConfig,
      }),
      refusal("InvalidParameterValueException", "Tenant isolation is not supported for SnapStart enabled functions."),
    );
  });
});
