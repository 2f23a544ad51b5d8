import type { Properties } from "./resource-type.ts";

interface Statement {
  readonly Sid: string;
  readonly Action: string;
  readonly Resource: string;
  readonly Principal: string | { readonly Service?: string; readonly AWS?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Condition keys that Lambda writes, by the property that they come from. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "AWS:SourceArn": "SourceArn",
  "AWS:SourceAccount": "SourceAccount",
  "aws:PrincipalOrgID": "PrincipalOrgID",
  "lambda:EventSourceToken": "EventSourceToken",
  "lambda:FunctionUrlAuthType": "FunctionUrlAuthType",
  "lambda:InvokedViaFunctionUrl": "InvokedViaFunctionUrl",
};

/** A statement of a resource's policy, as the properties that it was made of. */
export const statementWith = (sid: string, policy = ""): Properties => {
  const { Statement: statements } = JSON.parse(policy) as { readonly Statement: readonly Statement[] };
  const found = statements.find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`there is no statement ${sid} in ${policy}`);
  const conditions = Object.values(found.Condition ?? {}).flatMap((operator) => Object.entries(operator));
  return {
    Action: found.Action,
    Resource: found.Resource,
    Principal: principalOf(found.Principal),
    ...Object.fromEntries(conditions.map(([key, value]) => [CONDITIONS[key] ?? key, value === "true" ? true : value])),
  };
};

/** An account is written by its id and read by the ARN of its root. */
const principalOf = (principal: Statement["Principal"]): string | undefined => {
  if (typeof principal === "string") return principal;
  return principal.Service ?? principal.AWS?.replace(/^arn:aws:iam::(\d{12}):root$/, "$1");
};
