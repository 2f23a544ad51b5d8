import type { StateValue } from "../../../models/generated/cloudwatch.ts";

/** The rule of a composite alarm, taken apart. */
export type AlarmRuleExpression =
  | { readonly kind: "constant"; readonly holds: boolean }
  | { readonly kind: "state"; readonly value: StateValue; readonly alarm: string }
  | { readonly kind: "not"; readonly operand: AlarmRuleExpression }
  | { readonly kind: "and" | "or"; readonly operands: readonly AlarmRuleExpression[] };

/** Source: the API reference of PutCompositeAlarm. */
export const MAX_RULE_ALARMS = 100;
/** So that a hostile rule cannot exhaust the stack. */
const MAX_DEPTH = 50;
const TOKEN = /\s*(?:(?<mark>[()])|"(?<quoted>[^"]*)"|'(?<single>[^']*)'|(?<word>[^\s()"']+))/y;
const STATES: ReadonlySet<string> = new Set<StateValue>(["OK", "ALARM", "INSUFFICIENT_DATA"]);

/**
 * Parses `ALARM("a") AND NOT (OK(b) OR TRUE)`. `NOT` binds tightest, then `AND`, then `OR`.
 * @returns undefined for what is no rule
 * LIMIT: `AT_LEAST` is none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const parseAlarmRule = (text: string): AlarmRuleExpression | undefined => {
  const tokens = tokensOf(text);
  return tokens && new RuleParser(tokens).parse();
};

/** Names or ARNs of the alarms that a rule asks for, each once. */
export const ruleAlarms = (rule: AlarmRuleExpression): readonly string[] => [...new Set(namedIn(rule))];

const namedIn = (rule: AlarmRuleExpression): readonly string[] => {
  switch (rule.kind) {
    case "constant":
      return [];
    case "state":
      return [rule.alarm];
    case "not":
      return namedIn(rule.operand);
    case "and":
    case "or":
      return rule.operands.flatMap(namedIn);
    default:
      return rule satisfies never;
  }
};

/** @param stateOf the state of an alarm by the name or ARN that the rule has for it */
export const ruleHolds = (rule: AlarmRuleExpression, stateOf: (alarm: string) => StateValue): boolean => {
  switch (rule.kind) {
    case "constant":
      return rule.holds;
    case "state":
      return stateOf(rule.alarm) === rule.value;
    case "not":
      return !ruleHolds(rule.operand, stateOf);
    case "and":
      return rule.operands.every((operand) => ruleHolds(operand, stateOf));
    case "or":
      return rule.operands.some((operand) => ruleHolds(operand, stateOf));
    default:
      return rule satisfies never;
  }
};

interface Token {
  readonly text: string;
  /** What is quoted is a name, whatever it looks like. */
  readonly isQuoted: boolean;
}

const tokensOf = (text: string): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const { mark, quoted, single, word } = TOKEN.exec(text)?.groups ?? {};
    const found = mark ?? quoted ?? single ?? word;
    if (found === undefined) return undefined;
    tokens.push({ text: found, isQuoted: (quoted ?? single) !== undefined });
  }
  return tokens;
};

class RuleParser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): AlarmRuleExpression | undefined {
    const rule = this.#alternatives();
    return this.#position === this.#tokens.length ? rule : undefined;
  }

  #alternatives(): AlarmRuleExpression | undefined {
    return this.#joined("OR", "or", () => this.#joined("AND", "and", () => this.#negated()));
  }

  /** Operands with a word between them; a single one stands for itself. */
  #joined(
    word: string,
    kind: "and" | "or",
    operand: () => AlarmRuleExpression | undefined,
  ): AlarmRuleExpression | undefined {
    const operands: AlarmRuleExpression[] = [];
    do {
      const next = operand();
      if (next === undefined) return undefined;
      operands.push(next);
    } while (this.#take(word));
    const [only] = operands;
    return operands.length === 1 ? only : { kind, operands };
  }

  #negated(): AlarmRuleExpression | undefined {
    let negations = 0;
    while (this.#take("NOT")) negations += 1;
    const operand = this.#operand();
    if (operand === undefined) return undefined;
    return negations % 2 === 0 ? operand : { kind: "not", operand };
  }

  #operand(): AlarmRuleExpression | undefined {
    if (this.#take("(")) return this.#enclosed();
    const { text = "", isQuoted } = this.#tokens[this.#position] ?? {};
    if (isQuoted === true) return undefined;
    this.#position += 1;
    if (text === "TRUE" || text === "FALSE") return { kind: "constant", holds: text === "TRUE" };
    if (!isState(text) || !this.#take("(")) return undefined;
    const alarm = this.#tokens[this.#position]?.text;
    this.#position += 1;
    return alarm !== undefined && alarm !== ")" && this.#take(")") ? { kind: "state", value: text, alarm } : undefined;
  }

  #enclosed(): AlarmRuleExpression | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const rule = this.#alternatives();
    this.#depth -= 1;
    return this.#take(")") ? rule : undefined;
  }

  #take(word: string): boolean {
    const token = this.#tokens[this.#position];
    const isThere = token?.text === word && !token.isQuoted;
    if (isThere) this.#position += 1;
    return isThere;
  }
}

const isState = (text: string): text is StateValue => STATES.has(text);
