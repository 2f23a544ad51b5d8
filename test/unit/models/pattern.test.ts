import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compilePattern } from "../../../src/models/pattern.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import type { Shape } from "../../../src/models/shape.ts";

describe("compilePattern", () => {
  test("matches the whole value, whichever alternative", () => {
    assert.ok(compilePattern("a|bc").test("bc"));
    assert.ok(!compilePattern("a|bc").test("abc"));
  });

  test("knows Unicode classes", () => {
    assert.ok(compilePattern(String.raw`[\p{L}\p{N}]*`).test("Łódź9"));
  });

  test("rewrites what JavaScript does not take", () => {
    assert.ok(compilePattern(String.raw`[\w+=,.@\:-]*`).test("a:b-c@d"));
    assert.ok(compilePattern(String.raw`[\w-_]*`).test("a-b_c"));
    assert.ok(!compilePattern(String.raw`[\w-_]*`).test("a.b"));
  });

  test("takes every pattern of every served service", () => {
    const patterns = ["iam", "lambda", "logs", "sts"].flatMap(patternsOf);
    assert.ok(patterns.length > 100);
    assert.doesNotThrow(() => patterns.map(compilePattern));
  });
});

const patternsOf = (id: string): readonly string[] => {
  const seen = new Set<Shape>();
  const visit = (shape: Shape): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    if (shape.kind === "structure") for (const member of shape.members) visit(member.shape);
    if (shape.kind === "list") visit(shape.member.shape);
    if (shape.kind === "map") [shape.key.shape, shape.value.shape].forEach(visit);
  };
  for (const { input } of loadModel(id).operations.values()) visit(input.shape);
  return [...seen].flatMap((shape) => (shape.kind === "string" && shape.pattern !== undefined ? [shape.pattern] : []));
};
