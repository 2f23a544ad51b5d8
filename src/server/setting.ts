/** One configurable value: how it is described, its default, and how text or JSON becomes it. */
export interface Setting<Value> {
  readonly description: string;
  readonly kind: "integer" | "text" | "list" | "choice" | "flag";
  /** Shown in help, for example `128..10240`. */
  readonly accepts: string;
  readonly default: () => Value;
  /** Takes a flag's or variable's text as well as a JSON value. @throws Error that says what is accepted */
  readonly parse: (raw: unknown) => Value;
}

export const integer = (
  description: string,
  options: { readonly default: number; readonly min: number; readonly max: number },
): Setting<number> => ({
  description,
  kind: "integer",
  accepts: `${options.min}..${options.max}`,
  default: () => options.default,
  parse: (raw) => {
    const value = typeof raw === "string" && /^-?\d+$/.test(raw) ? Number(raw) : raw;
    if (!Number.isInteger(value) || Number(value) < options.min || Number(value) > options.max)
      throw new Error(`must be a whole number from ${options.min} to ${options.max}, not ${JSON.stringify(raw)}`);
    return Number(value);
  },
});

export const text = (
  description: string,
  options: { readonly default: string | (() => string); readonly pattern?: RegExp },
): Setting<string> => ({
  description,
  kind: "text",
  accepts: options.pattern === undefined ? "text" : options.pattern.source,
  default: typeof options.default === "string" ? () => String(options.default) : options.default,
  parse: (raw) => {
    if (typeof raw !== "string") throw new Error(`must be text, not ${JSON.stringify(raw)}`);
    if (options.pattern !== undefined && !options.pattern.test(raw))
      throw new Error(`must have the form ${options.pattern.source}, not ${JSON.stringify(raw)}`);
    return raw;
  },
});

export const choice = <const Value extends string>(
  description: string,
  options: { readonly default: NoInfer<Value>; readonly values: readonly Value[] },
): Setting<Value> => ({
  description,
  kind: "choice",
  accepts: options.values.join(" | "),
  default: () => options.default,
  parse: (raw) => {
    const value = options.values.find((candidate) => candidate === raw);
    if (value === undefined) throw new Error(`must be one of ${options.values.join(", ")}, not ${JSON.stringify(raw)}`);
    return value;
  },
});

export const flag = (description: string): Setting<boolean> => ({
  description,
  kind: "flag",
  accepts: "true | false",
  default: () => false,
  parse: (raw) => {
    if (raw === true || raw === "true" || raw === "1") return true;
    if (raw === false || raw === "false" || raw === "0" || raw === "") return false;
    throw new Error(`must be true or false, not ${JSON.stringify(raw)}`);
  },
});

/** Several values: an array in the config file, separated by commas elsewhere. */
export const list = (description: string, options: { readonly pattern: RegExp }): Setting<readonly string[]> => ({
  description,
  kind: "list",
  accepts: `${options.pattern.source}, ...`,
  default: () => [],
  parse: (raw) => {
    const values: unknown = typeof raw === "string" ? raw.split(",").filter((value) => value !== "") : raw;
    if (!Array.isArray(values)) throw new Error(`must be a list, not ${JSON.stringify(raw)}`);
    return values.map((value: unknown) => {
      if (typeof value === "string" && options.pattern.test(value)) return value;
      throw new Error(`must have entries of the form ${options.pattern.source}, not ${JSON.stringify(value)}`);
    });
  },
});
