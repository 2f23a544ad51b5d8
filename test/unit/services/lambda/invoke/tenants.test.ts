import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidParameterValueException } from "../../../../../src/models/generated/lambda.ts";
import type { GuestProgram } from "./fake-sandbox.ts";
import { functionVersion, invocation, invokerFixture, requestIdOf, settle, text } from "./invoker-fixture.ts";

const TenancyConfig = { TenantIsolationMode: "PER_TENANT" };
const forTenants = functionVersion({ other: { TenancyConfig } });

/** Answers whom it has run for so far. */
const remember: GuestProgram = async (guest) => {
  const tenants: string[] = [];
  for (;;) {
    const event = await guest.next();
    tenants.push(event.headers.get("Lambda-Runtime-Aws-Tenant-Id") ?? "nobody");
    await guest.respond(requestIdOf(event), JSON.stringify(tenants));
  }
};

describe("tenants", () => {
  test("each have environments that never serve another one", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [remember] });
    const invokeFor = async (tenantId: string) => {
      const { payload } = await invoker.invoke(invocation({ functionVersion: forTenants, tenantId }));
      await settle();
      return text(payload);
    };
    assert.equal(await invokeFor("blue"), '["blue"]');
    assert.equal(await invokeFor("red:blue"), '["red:blue"]');
    assert.equal(await invokeFor("blue"), '["blue","blue"]');
    assert.equal(backend.created.length, 2);
  });

  test("lose all their environments when the function changes", async (context) => {
    const { invoker, backend } = invokerFixture(context, { programs: [remember] });
    await invoker.invoke(invocation({ functionVersion: forTenants, tenantId: "blue" }));
    await invoker.invoke(invocation({ functionVersion: forTenants, tenantId: "red" }));
    await settle();
    await invoker.retire("hello", "$LATEST");
    await settle();
    assert.equal(backend.created.filter(({ calls }) => calls.includes("dispose")).length, 2);
  });

  test("share the concurrency of their function", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [remember] });
    invoker.reserve("hello", 0);
    await assert.rejects(invoker.invoke(invocation({ functionVersion: forTenants, tenantId: "blue" })), {
      code: "TooManyRequestsException",
    });
  });

  test("must be named for functions that keep them apart, and for no others", async (context) => {
    const { invoker } = invokerFixture(context);
    await assert.rejects(invoker.invoke(invocation({ functionVersion: forTenants })), InvalidParameterValueException);
    await assert.rejects(invoker.invoke(invocation({ tenantId: "blue" })), InvalidParameterValueException);
  });

  test("are named in logs in JSON", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [remember] });
    const logging = {
      format: "JSON",
      applicationLogLevel: undefined,
      systemLogLevel: "INFO",
      logGroup: "/aws/lambda/hello",
    } as const;
    const logsJson = functionVersion({ logging, other: { TenancyConfig } });
    await invoker.invoke(invocation({ functionVersion: logsJson, tenantId: "blue" }));
    await settle();
    const told = logs.lines.map((line) => JSON.parse(line) as { type: string; record: { tenantId?: string } });
    assert.deepEqual(
      told.map(({ type, record }) => [type, record.tenantId]),
      [
        ["platform.initStart", undefined],
        ["platform.start", "blue"],
        ["platform.report", "blue"],
      ],
    );
  });
});
