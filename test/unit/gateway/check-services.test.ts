import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { checkServices } from "../../../src/gateway/check-services.ts";
import { fakeService, startGateway } from "./fake-service.ts";

const handler = async (): Promise<object> => ({});

const refused = (services: Parameters<typeof checkServices>[0], problem: RegExp): void =>
  assert.throws(
    () => checkServices(services),
    (error) => error instanceof OperatorError && problem.test(error.message),
  );

describe("the start is refused for a service", () => {
  test("that forgets a modelled operation", () => {
    refused([fakeService({ GetThing: handler }, { forgotten: ["PutThing"] })], /PutThing is neither handled nor/);
  });

  test("that both handles and refuses an operation", () => {
    const service = fakeService({ GetThing: handler }, { unsupported: { GetThing: "why not" } });
    refused([service], /GetThing is both handled and unsupported/);
  });

  test("that handles or refuses what is not in its model", () => {
    const served = fakeService({ GetThing: handler });
    const more = { ...served.service, operations: { ...served.service.operations, Typo: handler } };
    refused([{ ...served, service: more }], /Typo is not in the model/);
    refused([{ ...served, service: { ...served.service, unsupported: { Old: "gone" } } }], /Old is not in the model/);
  });

  test("that is paired with another's model", () => {
    const served = fakeService({ GetThing: handler });
    refused([{ ...served, service: { ...served.service, id: "other" } }], /served with the model of things/);
  });

  test("naming every problem at once, before any address is bound", async () => {
    const services = [fakeService({}, { forgotten: ["A", "B"] })];
    await assert.rejects(startGateway(services), { code: "SERVICE_TABLE_INCOMPLETE", message: /A is[^]*B is/ });
  });
});

test("the start is allowed when each operation is in exactly one table", () => {
  checkServices([fakeService({ GetThing: handler }, { unsupported: { PutThing: "not yet." } })]);
});
