import type { Metric } from "../contract.ts";
import { readWords, type WordReader } from "./words.ts";

/** What `SEARCH` looks for. */
export interface MetricSearch {
  /** Of the schema in braces; undefined without one, and for a namespace that it leaves open. */
  readonly namespace: string | undefined;
  matches(metric: Metric): boolean;
}

type Predicate = (metric: Metric) => boolean;

const SCHEMA = /^\s*\{([^}]*)\}/;
const WORD = /\s*(?:"(?<quoted>[^"]*)"|(?<plain>[()=]|[^\s()="{}]+))/y;
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
  const words = readWords(text.slice(schemaText.length), WORD);
  if (words === undefined) return undefined;
  // A schema may stand alone.
  const isSchema = words.next === undefined && names !== undefined;
  const matches = isSchema ? () => true : new SearchParser(words).parse();
  if (matches === undefined) return undefined;
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

/** Terms that stand beside each other must all match. */
class SearchParser {
  readonly #words: WordReader;
  #depth = 0;

  constructor(words: WordReader) {
    this.#words = words;
  }

  parse(): Predicate | undefined {
    const matches = this.#alternatives(anywhere);
    return this.#words.next === undefined ? matches : undefined;
  }

  /** @param parts where the terms are looked for, of a metric */
  #alternatives(parts: PartsOf): Predicate | undefined {
    const alternatives: Predicate[] = [];
    do {
      const next = this.#terms(parts);
      if (next === undefined) return undefined;
      alternatives.push(next);
    } while (this.#words.take("OR"));
    return (metric) => alternatives.some((matches) => matches(metric));
  }

  #terms(parts: PartsOf): Predicate | undefined {
    const terms: Predicate[] = [];
    do {
      const next = this.#term(parts);
      if (next === undefined) return undefined;
      terms.push(next);
    } while (this.#words.take("AND") || !this.#isEnd());
    return (metric) => terms.every((matches) => matches(metric));
  }

  #term(parts: PartsOf): Predicate | undefined {
    if (this.#words.take("NOT")) {
      const negated = this.#term(parts);
      return negated && ((metric) => !negated(metric));
    }
    if (this.#words.take("(")) return this.#enclosed(parts);
    const { text, isQuoted } = this.#words.next ?? {};
    if (text === undefined || (isQuoted === false && /^([()=]|AND|OR)$/.test(text))) return undefined;
    this.#words.skip();
    if (this.#words.take("=")) return parts === anywhere ? this.#term(partsNamed(text)) : undefined;
    return isQuoted === true ? (metric) => parts(metric).includes(text) : (metric) => holdsWords(parts(metric), text);
  }

  #enclosed(parts: PartsOf): Predicate | undefined {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return undefined;
    const matches = this.#alternatives(parts);
    this.#depth -= 1;
    return this.#words.take(")") ? matches : undefined;
  }

  #isEnd(): boolean {
    return this.#words.next === undefined || this.#words.isNext(")") || this.#words.isNext("OR");
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
