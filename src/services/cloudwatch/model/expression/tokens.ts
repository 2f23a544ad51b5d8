export type Token =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string };

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z]\w*)|(?<quoted>"[^"]*"|'[^']*')|(?<mark>&&|\|\||[=!<>]=|[-+*/^<>(),[\]]))/y;

/** @returns undefined where a character belongs to no token */
export const tokensOf = (expression: string): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const groups = TOKEN.exec(expression)?.groups;
    if (groups === undefined) return undefined;
    tokens.push(tokenOf(groups));
  }
  return tokens;
};

const tokenOf = ({ number, name, quoted, mark }: Readonly<Record<string, string | undefined>>): Token => {
  if (number !== undefined) return { kind: "number", value: Number(number) };
  if (name !== undefined) return { kind: "name", text: name };
  if (quoted !== undefined) return { kind: "text", text: quoted.slice(1, -1) };
  return { kind: "mark", text: mark ?? "" };
};
