import { readFileSync } from "node:fs";
import { Diagnostics } from "../base/diagnostics.ts";
import { OperatorError } from "../base/operator-error.ts";
import { AWS_PRICES, type PriceTable } from "../services/lambda/model/price-table.ts";

/**
 * Prices of one's own: a JSON file with the members of the price table, of which those that are left out are AWS's.
 * @param path empty for AWS's public prices
 * @throws OperatorError naming every problem of the file at once
 */
export const loadPrices = (path: string): PriceTable => {
  if (path === "") return AWS_PRICES;
  const diagnostics = new Diagnostics();
  const given = readObject(path, diagnostics);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(AWS_PRICES, name)) diagnostics.report(name, "is no price");
  }
  const prices = Object.fromEntries(
    Object.entries(AWS_PRICES).map(([name, initial]) => [name, valueOf(name, given[name], initial, diagnostics)]),
  );
  if (!diagnostics.hasErrors) return prices as unknown as PriceTable;
  throw new OperatorError({
    code: "PRICES_INVALID",
    message: `The prices in ${path} have problems:\n${diagnostics.toString()}`,
    remedy: "Mend what is named above; docs/cost.md shows the whole table.",
  });
};

type Value = PriceTable[keyof PriceTable];

/** A price has the form of AWS's: the currency's letters, a number, or a number for each architecture. */
const valueOf = (name: string, given: unknown, initial: Value, diagnostics: Diagnostics): Value => {
  if (given === undefined) return initial;
  if (typeof initial === "string") {
    if (typeof given === "string" && /^[A-Z]{3}$/.test(given)) return given;
    diagnostics.report(name, `must be three capital letters, not ${JSON.stringify(given)}`);
  } else if (typeof initial === "number") {
    if (isPrice(given)) return given;
    diagnostics.report(name, `must be a number that is not negative, not ${JSON.stringify(given)}`);
  } else {
    const { x86_64, arm64 } = (given ?? {}) as Readonly<Record<string, unknown>>;
    if (isPrice(x86_64) && isPrice(arm64)) return { x86_64, arm64 };
    diagnostics.report(name, `must be {"x86_64": price, "arm64": price}, not ${JSON.stringify(given)}`);
  }
  return initial;
};

const isPrice = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

const readObject = (path: string, diagnostics: Diagnostics): Readonly<Record<string, unknown>> => {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw new Error("must hold one JSON object");
    return content as Readonly<Record<string, unknown>>;
  } catch (error) {
    diagnostics.report(path, error instanceof Error ? error.message : String(error));
    return {};
  }
};
