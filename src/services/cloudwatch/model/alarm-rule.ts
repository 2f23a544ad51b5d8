import type { StateValue } from "../../../models/generated/cloudwatch.ts";
import { readWords, type WordReader } from "./words.ts";

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
const WORD = /\s*(?:"(?<quoted>[^"]*)"|'(?<quoted>[^']*)'|(?<plain>[()]|[^\s()"']+))/y;
const STATES: readonly StateValue[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

/**
 * Parses `ALARM("a") AND NOT (OK(b) OR TRUE)`. `NOT` binds tightest, then `AND`, then `OR`.
 * @returns undefined for what is no rule
 * LIMIT: `AT_LEAST` is none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const parseAlarmRule = (text: string): AlarmRuleExpression | undefined => {
  const words = readWords(text, WORD);
  return words && new RuleParser(words).parse();
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

class RuleParser {
  readonly #words: WordReader;
  #depth = 0;

  constructor(words: WordReader) {
    this.#words = words;
  }

  parse(): AlarmRuleExpression | undefined {
    const rule = this.#alternatives();
    return this.#words.next === undefined ? rule : undefined;
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
    } while (this.#words.take(word));
    const [only] = operands;
    return operands.length === 1 ? only : { kind, operands };
  }

  #negated(): AlarmRuleExpression | undefined {
    let negations = 0;
    while (this.#words.take("NOT")) negations += 1;
    const operand = this.#operand();
    if (operand === undefined) return undefined;
    return negations % 2 === 0 ? operand : { kind: "not", operand };
  }

  #operand(): AlarmRuleExpression | undefined {
    if (this.#words.take("(")) return this.#enclosed();
    if (this.#words.take("TRUE")) return { kind: "constant", holds: true };
    if (this.#words.take("FALSE")) return { kind: "constant", holds: false };
    const value = STATES.find((state) => this.#words.take(state));
    if (value === undefined || !this.#words.take("(") || this.#words.isNext(")")) return undefined;
    const alarm = this.#words.next?.text;
    this.#words.skip();
    return alarm !== undefined && this.#words.take(")") ? { kind: "state", value, alarm } : undefined;
  }

  #enclosed(): AlarmRuleExpression | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const rule = this.#alternatives();
    this.#depth -= 1;
    return this.#words.take(")") ? rule : undefined;
  }
}
