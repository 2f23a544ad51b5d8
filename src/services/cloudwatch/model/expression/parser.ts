import { type Token, tokensOf } from "./tokens.ts";

/** An expression of metric math, taken apart. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  /** The result of another query, by its id. */
  | { readonly kind: "reference"; readonly id: string }
  /** A word that only means something to a function, such as `REPEAT`. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly parameters: readonly Expression[] };

/** From the weakest to the strongest; each becomes a call of the operator's own name. */
const OPERATORS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/"],
  ["^"],
];
/** So that a hostile expression cannot exhaust the stack. */
const MAX_DEPTH = 50;

/**
 * Parses metric math: numbers, ids, arrays in brackets, functions in capitals, operators.
 * @returns undefined for what is no expression
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const parseExpression = (text: string): Expression | undefined => {
  const tokens = tokensOf(text);
  return tokens === undefined ? undefined : new Parser(tokens).parse();
};

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression | undefined {
    const expression = this.#operation(0);
    return this.#position === this.#tokens.length ? expression : undefined;
  }

  #operation(level: number): Expression | undefined {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#signed();
    let left = this.#operation(level + 1);
    for (;;) {
      const operator = operators.find((text) => this.#isMark(text));
      if (left === undefined || operator === undefined) return left;
      this.#position += 1;
      const right = this.#operation(level + 1);
      if (right === undefined) return undefined;
      left = { kind: "call", name: operator, parameters: [left, right] };
    }
  }

  #signed(): Expression | undefined {
    if (!this.#take("-")) return this.#nested();
    const operand = this.#nested();
    return operand && { kind: "call", name: "-", parameters: [{ kind: "number", value: 0 }, operand] };
  }

  #nested(): Expression | undefined {
    this.#depth += 1;
    const expression = this.#depth > MAX_DEPTH ? undefined : this.#operand();
    this.#depth -= 1;
    return expression;
  }

  #operand(): Expression | undefined {
    const token = this.#tokens[this.#position];
    if (token === undefined) return undefined;
    this.#position += 1;
    switch (token.kind) {
      case "number":
        return token;
      case "text":
        return token;
      case "name":
        return this.#named(token.text);
      case "mark":
        return this.#enclosed(token.text);
      default:
        return token satisfies never;
    }
  }

  #named(name: string): Expression | undefined {
    if (this.#take("(")) {
      const parameters = this.#list(")");
      return parameters && { kind: "call", name, parameters };
    }
    // PARITY: ids begin with a small letter; whatever is all capitals belongs to a function.
    return /^[a-z]/.test(name) ? { kind: "reference", id: name } : { kind: "text", text: name };
  }

  #enclosed(mark: string): Expression | undefined {
    if (mark === "[") {
      const items = this.#list("]");
      return items && { kind: "list", items };
    }
    if (mark !== "(") return undefined;
    const expression = this.#operation(0);
    return this.#take(")") ? expression : undefined;
  }

  #list(end: string): readonly Expression[] | undefined {
    const items: Expression[] = [];
    if (this.#take(end)) return items;
    do {
      const item = this.#operation(0);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#take(","));
    return this.#take(end) ? items : undefined;
  }

  #take(mark: string): boolean {
    const isThere = this.#isMark(mark);
    if (isThere) this.#position += 1;
    return isThere;
  }

  #isMark(mark: string): boolean {
    const token = this.#tokens[this.#position];
    return token?.kind === "mark" && token.text === mark;
  }
}
