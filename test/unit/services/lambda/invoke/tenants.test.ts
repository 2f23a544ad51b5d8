import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryObjects } from "node:v8";
import { InvalidParameterValueException } from "../../../../../src/models/generated/lambda.ts";
import { VersionEnvironments } from "../../../../../src/services/lambda/invoke/version-environments.ts";
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

  test("leave nothing behind that the host has no room for, however many are named", async (context) => {
    const { invoker, clock } = invokerFixture(context, { limits: { memoryMiB: 1 } });
    const before = queryObjects(VersionEnvironments, { format: "count" });
    for (let index = 0; index < 100; index += 1) {
      const refused = invoker.invoke(invocation({ functionVersion: forTenants, tenantId: `tenant-${index}` }));
      await assert.rejects(refused, { code: "TooManyRequestsException" });
    }
    await clock.advance(100);
    const after = queryObjects(VersionEnvironments, { format: "count" });
    assert.ok(after - before < 10, `${after - before} more than before`);
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
