import { pathText, withValueAt } from "../values/tree.ts";
import { RawText } from "../wire/raw-text.ts";
import type { Input } from "../wire/write-request.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import type { Site } from "./sites.ts";

const LABELS = [
  "..",
  ".",
  "%2e%2e",
  "..%2f..",
  "%2f",
  "%00",
  "%zz",
  "%",
  "%c0%af",
  "%ff",
  "a%2fb",
  "a/b",
  "//",
  ";a=b",
];

/** Labels that try to be more of the path than one segment, or no text at all. */
export const pathCases = ({ path, input }: Site): readonly FuzzCase[] =>
  LABELS.map((label) => ({
    title: `${pathText(path)}: ${label} in the path`,
    input: withValueAt(input, path, new RawText(label)) as Input,
    mayGoElsewhere: true,
  }));
