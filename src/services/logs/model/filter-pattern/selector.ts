import { invalidFilterPattern } from "../../exceptions.ts";

/** The values that a selector finds in an event: none, one, or with `[*]` or `.*` several. */
export type Selector = (event: unknown) => readonly unknown[];

/** `.name`, `['name']` or `["name"]`, `[0]`, `[*]` and `.*`. */
const STEP = /\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+)|(\*))\]/y;

/** Compiles `$.a.b[0]['c d']`. @throws InvalidParameterException */
export const compileSelector = (text: string): Selector => {
  if (!text.startsWith("$")) throw invalidFilterPattern();
  const steps: (string | undefined)[] = [];
  const reader = new RegExp(STEP);
  reader.lastIndex = 1;
  while (reader.lastIndex < text.length) {
    const step = reader.exec(text);
    if (step === null) throw invalidFilterPattern();
    const [, name, single, double, index] = step;
    steps.push(name === "*" ? undefined : (name ?? single ?? double ?? index));
  }
  return (event) =>
    steps.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => walk(value, step)), [event]);
};

/** One step further; undefined is every member or element. */
const walk = (value: unknown, step: string | undefined): readonly unknown[] => {
  if (typeof value !== "object" || value === null) return [];
  if (step === undefined) return Object.values(value);
  return Object.hasOwn(value, step) ? [(value as Readonly<Record<string, unknown>>)[step]] : [];
};
