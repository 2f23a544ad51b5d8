import type { Metric } from "../contract.ts";

/** What `SEARCH` looks for. */
export interface MetricSearch {
  /** Of the schema in braces; undefined without one, and for a namespace that it leaves open. */
  readonly namespace: string | undefined;
  matches(metric: Metric): boolean;
}

type Predicate = (metric: Metric) => boolean;

const SCHEMA = /^\s*\{([^}]*)\}/;
const TOKEN = /\s*(?:(?<mark>[()=])|"(?<quoted>[^"]*)"|(?<word>[^\s()="{}]+))/y;
/** So that a hostile search cannot exhaust the stack. */
const MAX_DEPTH = 50;

/**
 * Parses `{Namespace,Dimension,…} MetricName="Errors" FunctionName=(a OR b) NOT word`. The schema wants the namespace and
 * exactly these dimensions. What is in quotes must be there as it is; words match words, whatever their case.
 * @returns undefined for what is no search
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export const parseMetricSearch = (text: string): MetricSearch | undefined => {
  const [schemaText = "", names] = SCHEMA.exec(text) ?? [];
  const tokens = tokensOf(text.slice(schemaText.length));
  const matches = tokens && (tokens.length === 0 ? () => true : new SearchParser(tokens).parse());
  if (matches === undefined || (names === undefined && tokens?.length === 0)) return undefined;
  if (names === undefined) return { namespace: undefined, matches };
  const [namespace = "", ...dimensions] = names.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  const wanted = JSON.stringify(dimensions.toSorted());
  return {
    namespace,
    matches: (metric) =>
      metric.namespace === namespace &&
      JSON.stringify(metric.dimensions.map(({ name }) => name).toSorted()) === wanted &&
      matches(metric),
  };
};

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

const tokensOf = (text: string): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const { mark, quoted, word } = TOKEN.exec(text)?.groups ?? {};
    const found = mark ?? quoted ?? word;
    if (found === undefined) return undefined;
    tokens.push({ text: found, isQuoted: quoted !== undefined });
  }
  return tokens;
};

/** Terms that stand beside each other must all match. */
class SearchParser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Predicate | undefined {
    const matches = this.#alternatives(anywhere);
    return this.#position === this.#tokens.length ? matches : undefined;
  }

  /** @param parts where the terms are looked for, of a metric */
  #alternatives(parts: PartsOf): Predicate | undefined {
    const alternatives: Predicate[] = [];
    do {
      const next = this.#terms(parts);
      if (next === undefined) return undefined;
      alternatives.push(next);
    } while (this.#take("OR"));
    return (metric) => alternatives.some((matches) => matches(metric));
  }

  #terms(parts: PartsOf): Predicate | undefined {
    const terms: Predicate[] = [];
    do {
      const next = this.#term(parts);
      if (next === undefined) return undefined;
      terms.push(next);
    } while (this.#take("AND") || !this.#isEnd());
    return (metric) => terms.every((matches) => matches(metric));
  }

  #term(parts: PartsOf): Predicate | undefined {
    if (this.#take("NOT")) {
      const negated = this.#term(parts);
      return negated && ((metric) => !negated(metric));
    }
    if (this.#take("(")) return this.#enclosed(parts);
    const token = this.#tokens[this.#position];
    if (token === undefined || (!token.isQuoted && /^([()=]|AND|OR)$/.test(token.text))) return undefined;
    this.#position += 1;
    if (this.#take("=")) return parts === anywhere ? this.#term(partsNamed(token.text)) : undefined;
    return token.isQuoted
      ? (metric) => parts(metric).includes(token.text)
      : (metric) => holdsWords(parts(metric), token.text);
  }

  #enclosed(parts: PartsOf): Predicate | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const matches = this.#alternatives(parts);
    this.#depth -= 1;
    return this.#take(")") ? matches : undefined;
  }

  #isEnd(): boolean {
    const token = this.#tokens[this.#position];
    return token === undefined || (!token.isQuoted && (token.text === ")" || token.text === "OR"));
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#position];
    const isThere = token?.text === text && !token.isQuoted;
    if (isThere) this.#position += 1;
    return isThere;
  }
}

/** Texts of a metric that a term may match. */
type PartsOf = (metric: Metric) => readonly string[];

const anywhere: PartsOf = ({ namespace, metricName, dimensions }) => [
  namespace,
  metricName,
  ...dimensions.flatMap(({ name, value }) => [name, value]),
];

const partsNamed =
  (key: string): PartsOf =>
  (metric) => {
    if (key === "MetricName") return [metric.metricName];
    if (key === "Namespace") return [metric.namespace];
    return metric.dimensions.filter(({ name }) => name === key).map(({ value }) => value);
  };

const holdsWords = (parts: readonly string[], text: string): boolean => {
  const there = new Set(parts.flatMap((part) => [part.toLowerCase(), ...wordsOf(part)]));
  return wordsOf(text).every((word) => there.has(word));
};

/** PARITY: names are cut at whatever is neither letter nor digit, and where a capital follows a small letter. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
