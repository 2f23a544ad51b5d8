import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { functionArn, parseFunctionReference } from "../../../../../src/services/lambda/model/function-reference.ts";
import { ACCOUNT, ARN, refusal } from "../../../../support/lambda-control.ts";

const parse = (text: string, qualifier?: string) => parseFunctionReference(text, qualifier, ACCOUNT);

describe("parseFunctionReference", () => {
  test("takes a name", () => {
    assert.deepEqual(parse("hello"), { functionName: "hello", qualifier: undefined });
    assert.deepEqual(parse("hello:live"), { functionName: "hello", qualifier: "live" });
  });

  test("takes a partial ARN", () => {
    assert.deepEqual(parse("function:hello"), { functionName: "hello", qualifier: undefined });
    assert.deepEqual(parse("000000000000:function:hello"), { functionName: "hello", qualifier: undefined });
    assert.deepEqual(parse("000000000000:hello:7"), { functionName: "hello", qualifier: "7" });
    assert.deepEqual(parse("us-east-1:000000000000:function:hello"), { functionName: "hello", qualifier: undefined });
  });

  test("takes an ARN", () => {
    assert.deepEqual(parse(`${ARN}:hello`), { functionName: "hello", qualifier: undefined });
    assert.deepEqual(parse(`${ARN}:hello:$LATEST`), { functionName: "hello", qualifier: "$LATEST" });
  });

  test("takes a name that looks like the word before it", () => {
    assert.deepEqual(parse("function"), { functionName: "function", qualifier: undefined });
    assert.deepEqual(parse("function:function"), { functionName: "function", qualifier: undefined });
  });

  test("takes a name of twelve digits", () => {
    assert.deepEqual(parse("123456789012"), { functionName: "123456789012", qualifier: undefined });
  });

  test("takes the qualifier from its parameter, or from both when they agree", () => {
    assert.deepEqual(parse("hello", "live"), { functionName: "hello", qualifier: "live" });
    assert.deepEqual(parse("hello:live", "live"), { functionName: "hello", qualifier: "live" });
    assert.throws(
      () => parse("hello:live", "7"),
      refusal(
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      ),
    );
  });

  test("knows its own region and account only", () => {
    assert.throws(
      () => parse("arn:aws:lambda:eu-west-1:000000000000:function:hello"),
      refusal("ResourceNotFoundException", "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"),
    );
    assert.throws(() => parse("999999999999:function:hello"), refusal("AccessDeniedException", ""));
  });
});

describe("functionArn", () => {
  test("is qualified on demand", () => {
    assert.equal(functionArn(ACCOUNT, "hello"), `${ARN}:hello`);
    assert.equal(functionArn(ACCOUNT, "hello", "7"), `${ARN}:hello:7`);
  });
});
