import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import type { ModelFile, ShapeFile } from "../../../src/models/model-file.ts";
import { resolveModel } from "../../../src/models/resolve-model.ts";

const METADATA = {
  apiVersion: "2026-01-01",
  endpointPrefix: "things",
  serviceFullName: "Amazon Things",
  serviceId: "Things",
  protocol: "rest-json",
};

const modelOf = (shapes: Readonly<Record<string, ShapeFile>>, requestUri = "/things"): ModelFile => ({
  metadata: METADATA,
  operations: {
    PutThing: { name: "PutThing", http: { method: "PUT", requestUri }, input: { shape: "Input" } },
  },
  shapes,
});

const EMPTY: ShapeFile = { type: "structure", members: {} };

describe("resolveModel", () => {
  test("fills defaults: status 200, the endpoint prefix as signing name", () => {
    const model = resolveModel("things", modelOf({ Input: EMPTY }));
    assert.equal(model.signingName, "things");
    assert.equal(model.operations.get("PutThing")?.statusCode, 200);
    assert.equal(model.operations.get("PutThing")?.output, undefined);
  });

  test("takes apart the query of a request URI and forgets x-id", () => {
    const { operations } = resolveModel(
      "things",
      modelOf({ Input: EMPTY }, "/things/{Id}?list-type=2&delete&x-id=PutThing"),
    );
    const operation = operations.get("PutThing");
    assert.equal(operation?.path, "/things/{Id}");
    assert.deepEqual(
      operation?.query,
      new Map([
        ["list-type", "2"],
        ["delete", undefined],
      ]),
    );
  });

  test("lets traits of a reference win over those of the shape", () => {
    const { operations } = resolveModel(
      "things",
      modelOf({
        Input: {
          type: "structure",
          members: { A: { shape: "Time", timestampFormat: "rfc822" }, B: { shape: "Time" } },
        },
        Time: { type: "timestamp", timestampFormat: "iso8601" },
      }),
    );
    const formats = operations.get("PutThing")?.input.shape.members.map(({ traits }) => traits.timestampFormat);
    assert.deepEqual(formats, ["rfc822", "iso8601"]);
  });

  test("links a structure that contains itself, and freezes it", () => {
    const { operations } = resolveModel(
      "things",
      modelOf({ Input: { type: "structure", members: { Next: { shape: "Input" } } } }),
    );
    const shape = operations.get("PutThing")?.input.shape;
    assert.equal(shape?.members[0]?.shape, shape);
    assert.ok(Object.isFrozen(shape));
  });

  test("gives an error its code, status and fault", () => {
    const { exceptions } = resolveModel(
      "things",
      modelOf({
        Input: EMPTY,
        Gone: { ...EMPTY, exception: true, error: { code: "Thing.Gone", httpStatusCode: 410, senderFault: true } },
        Broken: { ...EMPTY, exception: true, fault: true },
        Plain: { ...EMPTY, exception: true },
      }),
    );
    assert.deepEqual(exceptions.get("Gone")?.exception, { code: "Thing.Gone", statusCode: 410, fault: "client" });
    assert.deepEqual(exceptions.get("Broken")?.exception, { code: "Broken", statusCode: 500, fault: "server" });
    assert.deepEqual(exceptions.get("Plain")?.exception, { code: "Plain", statusCode: 400, fault: "client" });
  });

  test("refuses a reference to nothing", () => {
    assert.throws(
      () => resolveModel("things", modelOf({})),
      (error) =>
        error instanceof OperatorError && error.code === "MODEL_BROKEN" && /Input is referred to/.test(error.message),
    );
  });

  test("refuses a protocol that nothing speaks", () => {
    const model = { ...modelOf({ Input: EMPTY }), metadata: { ...METADATA, protocol: "ec2" } };
    assert.throws(
      () => resolveModel("things", model),
      (error) => error instanceof OperatorError && error.code === "MODEL_UNKNOWN_PROTOCOL",
    );
  });
});

describe("loadModel", () => {
  test("reads Lambda with the three operations that its description lacks", () => {
    const { operations } = loadModel("lambda");
    assert.equal(operations.size, 88);
    assert.equal(operations.get("PutResourcePolicy")?.path, "/2026-07-09/resource-policy/{ResourceArn}");
  });

  test("says what to do when there is no such model", () => {
    assert.throws(
      () => loadModel("nothing"),
      (error) => error instanceof OperatorError && error.code === "MODEL_UNREADABLE",
    );
  });
});
