/**
 * Answers of AWS Lambda as recorded in late 2026. Where the public model has another constraint than the recording
 * (a pattern that grew, a maximum that only the service knows), the case is left to the service. AWS prints the values
 * of an enumeration in an order of chance; here it is the model's.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadModel } from "../../../../src/models/load-model.ts";
import { compileValidator } from "../../../../src/protocol/validation/compile-validator.ts";
import { validationException } from "../../../../src/protocol/validation/validation-exception.ts";

const lambda = loadModel("lambda");

const messageOf = (operationName: string, input: object): string => {
  const operation = lambda.operations.get(operationName) ?? assert.fail("no such operation");
  const violations: string[] = [];
  compileValidator(operation.input.shape)(input, "", violations);
  return validationException("ValidationException", violations).message;
};

const FUNCTION = { FunctionName: "f", Role: "arn:aws:iam::000000000000:role/r", Code: {} };

describe("AWS's own words for", () => {
  test("a value outside an enumeration", () => {
    assert.equal(
      messageOf("CreateFunctionUrlConfig", { FunctionName: "f", AuthType: "NONE", InvokeMode: "UNKNOWN" }),
      "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]",
    );
  });

  test("a number that is too small", () => {
    assert.equal(
      messageOf("PutProvisionedConcurrencyConfig", {
        FunctionName: "f",
        Qualifier: "1",
        ProvisionedConcurrentExecutions: 0,
      }),
      "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: " +
        "Member must have value greater than or equal to 1",
    );
  });

  test("a map's value out of range", () => {
    const RoutingConfig = { AdditionalVersionWeights: { 2: -1 } };
    assert.equal(
      messageOf("CreateAlias", { FunctionName: "f", Name: "a", FunctionVersion: "1", RoutingConfig }),
      "1 validation error detected: Value '{2=-1.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy " +
        "constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, " +
        "Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  });

  test("a map's key that breaks its pattern", () => {
    const RoutingConfig = { AdditionalVersionWeights: { $LATEST: 0.5 } };
    assert.equal(
      messageOf("CreateAlias", { FunctionName: "f", Name: "a", FunctionVersion: "1", RoutingConfig }),
      "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy " +
        "constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, " +
        "Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    );
  });

  test("a list's element that breaks its pattern", () => {
    assert.equal(
      messageOf("CreateFunction", { ...FUNCTION, VpcConfig: { SecurityGroupIds: ["wrong"] } }),
      "1 validation error detected: Value '[wrong]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: " +
        "Member must satisfy constraint: [Member must have length less than or equal to 1024, " +
        "Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: sg-[0-9a-zA-Z]*]",
    );
  });

  test("a list's element outside an enumeration", () => {
    assert.equal(
      messageOf("CreateFunction", { ...FUNCTION, Architectures: ["invalidarch"] }),
      "1 validation error detected: Value '[invalidarch]' at 'architectures' failed to satisfy constraint: " +
        "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    );
  });

  test("a missing member", () => {
    assert.equal(
      messageOf("UntagResource", { Resource: "arn:aws:lambda:us-east-1:000000000000:function:f" }),
      "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    );
  });

  test("a text that breaks its pattern", () => {
    assert.equal(
      messageOf("CreateFunction", { ...FUNCTION, Role: "r1" }),
      "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular " +
        String.raw`expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`,
    );
  });

  test("environment variables, whose values are never shown", () => {
    assert.equal(
      messageOf("CreateFunction", { ...FUNCTION, Environment: { Variables: { "1x": "secret" } } }),
      "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: " +
        "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    );
  });
});
