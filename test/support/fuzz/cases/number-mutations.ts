import type { NumberShape } from "../../../../src/models/shape.ts";
import { RawText } from "../wire/raw-text.ts";
import type { Mutation } from "./mutation.ts";

const ODD_NUMBERS = ["-1", "0", "1", "-0", "1.5", "2147483648", "-2147483649", "9007199254740993", "1e19", "1e400"];
const ODD_TOKENS = ['"12"', '"NaN"', '"Infinity"', '"-Infinity"', '"1e3"', '""', "true", "[]", "{}"];

/** Every bound from both sides, numbers that are too long for their type, and what only looks like a number. */
export const numberMutations = (shape: NumberShape): readonly Mutation[] => [
  ...bounds(shape),
  ...ODD_NUMBERS.map((text) => ({ title: `the number ${text}`, value: new RawText(text) })),
  ...ODD_TOKENS.map((text) => ({ title: `${text} for a number`, value: new RawText(text) })),
];

const bounds = ({ min, max }: NumberShape): readonly Mutation[] => [
  ...(min === undefined
    ? []
    : [
        { title: "its minimum", value: min },
        { title: "one below its minimum", value: min - 1, forbidden: true },
      ]),
  ...(max === undefined
    ? []
    : [
        { title: "its maximum", value: max },
        { title: "one above its maximum", value: max + 1, forbidden: true },
      ]),
];
