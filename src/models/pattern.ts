/**
 * Patterns that AWS's regular expression engine takes and JavaScript's (with the `u` flag, which `\p{L}` needs) does
 * not, and what to use instead. Errors go on quoting the original.
 */
const REWRITES: Readonly<Record<string, { readonly source: string; readonly why: string }>> = {
  "[\\w+=,.@\\:-]*": { source: "[\\w+=,.@:-]*", why: "a colon needs no escape and may not have one" },
  "[\\w-_]*": { source: "[\\w\\-_]*", why: "a class cannot begin a range, so the hyphen is meant literally" },
  "[0-9A-Za-z][\\-\\.\\_0-9A-Za-z]{0,126}[0-9A-Za-z]": {
    source: "[0-9A-Za-z][\\-._0-9A-Za-z]{0,126}[0-9A-Za-z]",
    why: "an underscore needs no escape and may not have one",
  },
};

/**
 * Compiles a model's pattern. It must match the whole value, as AWS's engine asks it to.
 * @throws SyntaxError for a pattern that JavaScript does not know and that has no rewrite yet
 */
export const compilePattern = (pattern: string): RegExp =>
  new RegExp(`^(?:${REWRITES[pattern]?.source ?? pattern})$`, "u");
