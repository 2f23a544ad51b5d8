import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { resolveModel } from "../../../../src/models/resolve-model.ts";
import type { ShapeFile } from "../../../../src/models/model-file.ts";
import { compileValidator } from "../../../../src/protocol/validation/compile-validator.ts";

const violationsOf = (shapes: Readonly<Record<string, ShapeFile>>, input: object): readonly string[] => {
  const { operations } = resolveModel("test", {
    metadata: { apiVersion: "", endpointPrefix: "", serviceFullName: "", serviceId: "", protocol: "rest-json" },
    operations: { Call: { name: "Call", http: { method: "POST", requestUri: "/" }, input: { shape: "Input" } } },
    shapes,
  });
  const violations: string[] = [];
  compileValidator(operations.get("Call")?.input.shape ?? assert.fail("no operation"))(input, "", violations);
  return violations;
};

const structure = (members: Readonly<Record<string, string>>): ShapeFile => ({
  type: "structure",
  members: Object.fromEntries(Object.entries(members).map(([name, shape]) => [name, { shape }])),
});

describe("compileValidator", () => {
  test("leaves a value alone that keeps every rule", () => {
    const shapes: Record<string, ShapeFile> = { Input: structure({ A: "A" }), A: { type: "string", min: 1, max: 1 } };
    assert.deepEqual(violationsOf(shapes, { A: "a" }), []);
  });

  test("asks a pattern to match the whole value", () => {
    const shapes: Record<string, ShapeFile> = { Input: structure({ A: "A" }), A: { type: "string", pattern: "a|b" } };
    assert.equal(violationsOf(shapes, { A: "ab" }).length, 1);
  });

  test("knows the letters of all scripts", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ A: "A" }),
      A: { type: "string", pattern: String.raw`[\p{L}]+` },
    };
    assert.deepEqual(violationsOf(shapes, { A: "żółw" }), []);
  });

  test("does not ask a pattern that may take for ever about a value beyond its maximum", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ A: "A" }),
      A: { type: "string", max: 10, pattern: "(a+)+b" },
    };
    assert.deepEqual(violationsOf(shapes, { A: "a".repeat(50) }), [
      `Value '${"a".repeat(50)}' at 'a' failed to satisfy constraint: Member must have length less than or equal to 10`,
    ]);
  });

  test("asks any other pattern about a value beyond its maximum, unless it is very long", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ A: "A" }),
      A: { type: "string", max: 10, pattern: "a+b" },
    };
    const tooLong = "failed to satisfy constraint: Member must have length less than or equal to 10";
    const mismatch = "failed to satisfy constraint: Member must satisfy regular expression pattern: a+b";
    const value = "a".repeat(11);
    assert.deepEqual(violationsOf(shapes, { A: value }), [
      `Value '${value}' at 'a' ${tooLong}`,
      `Value '${value}' at 'a' ${mismatch}`,
    ]);
    const endless = "a".repeat(1025);
    assert.deepEqual(violationsOf(shapes, { A: endless }), [`Value '${endless}' at 'a' ${tooLong}`]);
  });

  test("names values of maps by their keys", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ Map: "Map" }),
      Map: { type: "map", key: { shape: "Key" }, value: { shape: "Item" } },
      Key: { type: "string" },
      Item: { ...structure({ Name: "Key" }), required: ["Name"] },
    };
    assert.deepEqual(violationsOf(shapes, { Map: { one: {} } }), [
      "Value null at 'map.one.member.name' failed to satisfy constraint: Member must not be null",
    ]);
  });

  test("refuses null among elements", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ List: "List" }),
      List: { type: "list", member: { shape: "Item" } },
      Item: { type: "string" },
    };
    assert.deepEqual(violationsOf(shapes, { List: ["a", null] }), [
      "Value '[a, null]' at 'list' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]",
    ]);
  });

  test("follows a structure that contains itself", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ Node: "Node" }),
      Node: structure({ Name: "Name", Next: "Node" }),
      Name: { type: "string", max: 1 },
    };
    assert.deepEqual(violationsOf(shapes, { Node: { Next: { Next: { Name: "ab" } } } }), [
      "Value 'ab' at 'node.next.next.name' failed to satisfy constraint: Member must have length less than or equal to 1",
    ]);
  });

  test("shows neither a sensitive value nor one inside another", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ Password: "Password", Logins: "Logins" }),
      Password: { type: "string", min: 9, sensitive: true },
      Logins: { type: "list", member: { shape: "Login" }, max: 0 },
      Login: structure({ Password: "Password" }),
    };
    assert.deepEqual(violationsOf(shapes, { Password: "secret", Logins: [{ Password: "long enough" }] }), [
      "Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 9",
      "Value '[Login(password=*** Sensitive Data Redacted ***)]' at 'logins' failed to satisfy constraint: " +
        "Member must have length less than or equal to 0",
    ]);
  });

  test("stops after a hundred wrong elements", () => {
    const shapes: Record<string, ShapeFile> = {
      Input: structure({ List: "List" }),
      List: { type: "list", member: { shape: "Item" } },
      Item: { ...structure({ Name: "Name" }), required: ["Name"] },
      Name: { type: "string" },
    };
    assert.equal(violationsOf(shapes, { List: Array.from({ length: 1000 }, () => ({})) }).length, 100);
  });
});
