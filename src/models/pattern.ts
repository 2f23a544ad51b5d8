import { translatePattern } from "./translate-pattern.ts";

/** Patterns that need more than a translation, and what to use instead. */
const REWRITES: Readonly<Record<string, { readonly source: string; readonly why: string }>> = {
  "[\\p{Print}&&[^|:/]]+": {
    source: "(?:(?![|:/])[ -~])+",
    why: "a class less another class, which needs another flag in JavaScript",
  },
  "^arn:\\S+:rbin:[a-z\\-0-9]{0,63}:[0-9]{12}:rule/[0-9a-zA-Z]{11}{0,1011}$": {
    source: "^arn:\\S+:rbin:[a-z\\-0-9]{0,63}:[0-9]{12}:rule/(?:[0-9a-zA-Z]{11}){0,1011}$",
    why: "a quantifier of a quantifier, which Java reads as this",
  },
};

/**
 * Compiles a model's pattern. It must match the whole value, as AWS's engine asks it to. Errors go on quoting the
 * original.
 * @throws SyntaxError for a pattern that JavaScript does not know and that has no rewrite yet
 */
export const compilePattern = (pattern: string): RegExp =>
  new RegExp(`^(?:${REWRITES[pattern]?.source ?? translatePattern(pattern)})$`, "u");
