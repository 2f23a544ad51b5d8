import type { Member, Shape, StructureShape } from "../../../../src/models/shape.ts";
import { samplePattern } from "./sample-pattern.ts";

/** Values that make sense to the service, by `Operation.Member` or by `Member` alone. */
export type KnownValues = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 4;
/** What an unbounded text may grow to. */
const SANE_LENGTH = 2_048;

/** Makes values that the model allows, of known ones where there are some. */
export class Sampler {
  readonly #operationName: string;
  readonly #known: KnownValues;

  constructor(operationName: string, known: KnownValues) {
    this.#operationName = operationName;
    this.#known = known;
  }

  /** The least input: what is required, and what the service is known to want besides. */
  input(shape: StructureShape): Readonly<Record<string, unknown>> {
    const wanted = shape.members.filter(
      (member) => member.required || Object.hasOwn(this.#known, `${this.#operationName}.${member.name}`),
    );
    return this.#members(wanted, 0);
  }

  member(member: Member, depth = 0): unknown {
    for (const key of [`${this.#operationName}.${member.name}`, member.name]) {
      if (Object.hasOwn(this.#known, key)) return this.#known[key];
    }
    return this.value(member.shape, depth);
  }

  /** @returns undefined when nothing is found that the model allows */
  value(shape: Shape, depth = 0): unknown {
    switch (shape.kind) {
      case "structure":
        return this.#members(this.#worthFilling(shape, depth), depth + 1);
      case "list": {
        const item = depth > MAX_DEPTH ? undefined : this.value(shape.member.shape, depth + 1);
        return item === undefined ? [] : Array.from({ length: Math.max(1, shape.min ?? 1) }, () => item);
      }
      case "map": {
        const [key, item] = [this.value(shape.key.shape, depth + 1), this.value(shape.value.shape, depth + 1)];
        return typeof key !== "string" || item === undefined || depth > MAX_DEPTH ? {} : { [key]: item };
      }
      case "string":
        return sampleText(shape);
      case "boolean":
        return true;
      case "timestamp":
        return new Date("2026-01-01T00:00:00Z");
      case "blob":
        return Buffer.from("blob".padEnd(shape.min ?? 0, "b"));
      case "document":
        return { any: "document" };
      case "integer":
      case "long":
      case "float":
      case "double":
        return Math.min(Math.max(1, shape.min ?? 1), shape.max ?? Infinity);
      default:
        return shape satisfies never;
    }
  }

  #worthFilling({ members, union }: StructureShape, depth: number): readonly Member[] {
    if (union) return members.slice(0, 1);
    return depth > MAX_DEPTH - 2 ? members.filter(({ required }) => required) : members;
  }

  #members(members: readonly Member[], depth: number): Readonly<Record<string, unknown>> {
    const filled = members.map((member) => [member.name, this.member(member, depth)] as const);
    return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
  }
}

const sampleText = (shape: Shape & { readonly kind: "string" }): string | undefined => {
  if (shape.enumValues !== undefined) return shape.enumValues[0];
  const length = { min: shape.min ?? 0, max: shape.max ?? SANE_LENGTH };
  if (shape.pattern !== undefined) return samplePattern(shape.pattern, { ...length, min: Math.max(1, length.min) });
  return "text".padEnd(length.min, "t").slice(0, length.max);
};
