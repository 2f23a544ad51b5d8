import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import type { ShapeFile } from "../../../src/models/model-file.ts";
import { resolveModel } from "../../../src/models/resolve-model.ts";
import { withChecks } from "../../../src/protocol/input-checker.ts";
import { MalformedInput } from "../../../src/protocol/malformed-input.ts";

const INPUT: ShapeFile = {
  type: "structure",
  required: ["Token"],
  members: { Token: { shape: "String", idempotencyToken: true }, Name: { shape: "String" } },
};

const model = resolveModel("things", {
  metadata: {
    apiVersion: "2026-01-01",
    endpointPrefix: "things",
    serviceFullName: "Amazon Things",
    serviceId: "Things",
    protocol: "rest-json",
  },
  operations: { PutThing: { name: "PutThing", http: { method: "PUT", requestUri: "/" }, input: { shape: "Input" } } },
  shapes: { Input: INPUT, String: { type: "string" } },
});

const operation = model.operations.get("PutThing") ?? assert.fail("no operation");

const parseWith = (parse: () => object) => withChecks(model, operation, "SerializationException", parse);

describe("withChecks", () => {
  test("fills an idempotency token that the caller left out", () => {
    const { Token } = parseWith(() => ({}))() as { readonly Token: string };
    assert.match(Token, /^[0-9a-f-]{36}$/);
  });

  test("keeps the caller's own token", () => {
    assert.deepEqual(parseWith(() => ({ Token: "own" }))(), { Token: "own" });
  });

  test("turns malformed input into the protocol's error", () => {
    const parse = parseWith(() => {
      throw new MalformedInput("what is this");
    });
    assert.throws(parse, (error) => {
      assert.ok(error instanceof ServiceException);
      assert.deepEqual([error.code, error.statusCode, error.message], ["SerializationException", 400, "what is this"]);
      return true;
    });
  });

  test("lets a bug be a bug", () => {
    const parse = parseWith(() => {
      throw new TypeError("bug");
    });
    assert.throws(parse, TypeError);
  });
});
