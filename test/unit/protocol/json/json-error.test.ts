import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../../../src/aws/service-exception.ts";
import { loadModel } from "../../../../src/models/load-model.ts";
import { InvalidParameterValueException } from "../../../../src/models/generated/lambda.ts";
import { restJson } from "../../../../src/protocol/rest/rest-json.ts";

const bodyOf = (error: ServiceException): unknown => {
  const { body } = restJson(loadModel("lambda")).serializeError("CreateAlias", error, "request-1");
  return JSON.parse(Buffer.from(body as Uint8Array).toString());
};

describe("errors of Lambda as JSON", () => {
  test("say whose fault they are", () => {
    const error = new InvalidParameterValueException({ message: "No." });
    assert.deepEqual(bodyOf(error), { Type: "User", message: "No." });
  });

  test("do not say so when they are told not to", () => {
    const error = new InvalidParameterValueException({ message: "No.", Type: undefined });
    assert.deepEqual(bodyOf(error), { message: "No." });
  });

  test("have null for a message without a word", () => {
    const error = new ServiceException({ code: "AccessDeniedException", message: "", statusCode: 403 });
    assert.deepEqual(bodyOf(error), { Message: null });
  });
});
