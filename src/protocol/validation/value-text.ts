import type { Shape } from "../../models/shape.ts";

/** LIMIT: AWS echoes values whole; here an error stays readable and small. */
const MAX_ECHO_CHARACTERS = 4096;

const REDACTED = "*** Sensitive Data Redacted ***";

/**
 * A rejected value as AWS's (Java) services print it: `[a, b]`, `{key=value}`, `Name(member=value)`.
 * Nothing sensitive is shown.
 */
export const valueText = (shape: Shape, value: unknown): string => {
  const text = textOf(shape, value);
  return text.length <= MAX_ECHO_CHARACTERS ? text : `${text.slice(0, MAX_ECHO_CHARACTERS)}...`;
};

const textOf = (shape: Shape, value: unknown): string => {
  if (value === null || value === undefined) return "null";
  if (shape.sensitive) return REDACTED;
  switch (shape.kind) {
    case "structure": {
      const members = shape.members.map(
        ({ name, shape: part }) => `${lowerFirst(name)}=${textOf(part, (value as Record<string, unknown>)[name])}`,
      );
      return `${shape.name}(${members.join(", ")})`;
    }
    case "list":
      return `[${(value as readonly unknown[]).map((item) => textOf(shape.member.shape, item)).join(", ")}]`;
    case "map": {
      const entries = Object.entries(value as Record<string, unknown>);
      return `{${entries.map(([key, item]) => `${textOf(shape.key.shape, key)}=${textOf(shape.value.shape, item)}`).join(", ")}}`;
    }
    case "blob": {
      const length = (value as Uint8Array).byteLength;
      return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
    }
    case "float":
    case "double":
      return doubleText(value as number);
    case "timestamp":
      return (value as Date).toISOString();
    case "document":
      return JSON.stringify(value);
    case "string":
    case "boolean":
    case "integer":
    case "long":
      return `${value as string | boolean | number}`;
    default:
      return shape satisfies never;
  }
};

/** Java prints a fraction even where there is none. */
export const doubleText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `FunctionName` is `functionName` in AWS's messages. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
