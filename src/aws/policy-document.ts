/** A policy document as it was written, once its grammar has been checked. */
export interface PolicyDocument {
  readonly Version?: "2012-10-17" | "2008-10-17";
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PolicyPrincipal;
  readonly NotPrincipal?: PolicyPrincipal;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Everyone, or who by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type PolicyPrincipal = "*" | Readonly<Record<string, OneOrMany>>;

export type OneOrMany = string | readonly string[];

/** A single value and a list of one mean the same all over the policy language. */
export const listOf = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

/** `*` stands for any characters and `?` for one, as in actions and resources. */
export const matchesWildcard = (
  pattern: string,
  text: string,
  { ignoreCase }: { readonly ignoreCase: boolean },
): boolean => {
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  return globMatches(fold(pattern), fold(text));
};

/** Greedy with one point to return to: linear in practice, and no pattern makes it explode. */
const globMatches = (pattern: string, text: string): boolean => {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      starAt = p++;
      starText = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
};
