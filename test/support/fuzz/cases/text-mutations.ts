import { compilePattern } from "../../../../src/models/pattern.ts";
import type { Shape } from "../../../../src/models/shape.ts";
import { RawText } from "../wire/raw-text.ts";
import { arnMutations } from "./arn-mutations.ts";
import type { Mutation } from "./mutation.ts";

type StringShape = Shape & { readonly kind: "string" };

/** Nothing is made longer than this, whatever the model allows. */
const SANE_LENGTH = 70_000;
const MAX_ENUM_VALUES = 12;

const ODD_TEXTS: Readonly<Record<string, string>> = {
  "the empty text": "",
  "a space": " ",
  "control characters": "a\u0000\u0001\u001f\u007fb",
  "a line break": "a\r\nb",
  "a lone surrogate": "a\ud800b",
  "letters of many alphabets": "äあ𝒳\u202e",
  "the name of a prototype": "__proto__",
  "the name of a constructor": "constructor",
  "dots that climb": "../../etc/passwd",
  "percent signs": "%2e%2e%2f%00%zz",
  "quotes and marks": `'"<>&;--$(x)\`\\`,
  "the name of everything": "*",
  "a dollar name": "$LATEST",
};

/** Lengths at their bounds, values beside the enumeration, and texts that have upset others. */
export const textMutations = (shape: StringShape, value: unknown): readonly Mutation[] => {
  const texts: readonly Mutation[] = [
    ...Object.entries(ODD_TEXTS).map(([title, text]) => ({ title, value: text })),
    ...lengths(shape, typeof value === "string" ? value : "a"),
    ...enumValues(shape),
    ...(typeof value === "string" && value.startsWith("arn:") ? arnMutations(value) : []),
    { title: "a number for a text", value: new RawText("12") },
    { title: "true for a text", value: new RawText("true") },
    { title: "a list for a text", value: ["text"] },
    { title: "a structure for a text", value: { text: "text" } },
  ];
  return texts.map((mutation) =>
    typeof mutation.value === "string" ? { ...mutation, forbidden: isForbidden(shape, mutation.value) } : mutation,
  );
};

const lengths = ({ min = 0, max = Infinity, enumValues: values }: StringShape, value: string): readonly Mutation[] => {
  if (values !== undefined) return [];
  const bounds = [
    ["its minimal length", min],
    ["one shorter than its minimum", min - 1],
    ["its maximal length", max],
    ["one longer than its maximum", max + 1],
    ["very long", SANE_LENGTH],
  ] as const;
  return bounds
    .filter(([, length]) => length >= 0 && length <= SANE_LENGTH)
    .map(([title, length]) => ({ title, value: ofLength(value, length) }));
};

const ofLength = (value: string, length: number): string => value.slice(0, length).padEnd(length, "a");

const enumValues = ({ enumValues: values }: StringShape): readonly Mutation[] => {
  if (values === undefined) return [];
  return [
    ...values.slice(0, MAX_ENUM_VALUES).map((value) => ({ title: `the choice ${value}`, value })),
    { title: "an unknown choice", value: "unheard-of" },
    { title: "a choice in other letters", value: swapCase(values[0] ?? "") },
  ];
};

const swapCase = (text: string): string => (text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase());

const isForbidden = (shape: StringShape, text: string): boolean =>
  (shape.enumValues !== undefined && !shape.enumValues.includes(text)) ||
  text.length > (shape.max ?? Infinity) ||
  (shape.pattern !== undefined && text.length < SANE_LENGTH && !compilePattern(shape.pattern).test(text));
