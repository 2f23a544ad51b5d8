import type { Account } from "../../../aws/account.ts";
import { listOf, matchesWildcard, type PolicyStatement } from "../../../aws/policy-document.ts";
import { malformedPolicy } from "../exceptions.ts";

/** The only policy name that a key can have. */
export const DEFAULT_POLICY_NAME = "default";

/** What a key gets that is made without a policy: the account's root may do everything. Laid out as AWS does. */
export const defaultKeyPolicy = ({ partition, accountId }: Account): string => `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:${partition}:iam::${accountId}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;

/**
 * Checks a policy before it is kept. Its grammar is checked here; what it means is not judged when keys are used.
 * @param callerArn must be able to change the policy later on
 * @throws MalformedPolicyDocumentException
 */
export const checkKeyPolicy = (
  text: string,
  options: { readonly account: Account; readonly callerArn: string; readonly skipsLockoutCheck: boolean },
): void => {
  const statements = parseStatements(text);
  for (const statement of statements) checkStatement(statement);
  if (options.skipsLockoutCheck) return;
  const administrators = administratorsOf(options.account, options.callerArn);
  const allows = statements.some((statement) => isAllowed(statement, administrators));
  if (!allows) {
    throw malformedPolicy("The new key policy will not allow you to update the key policy in the future.");
  }
};

const DEFAULT_VERSION = "2008-10-17";
const VERSIONS: ReadonlySet<unknown> = new Set([DEFAULT_VERSION, "2012-10-17"]);

const parseStatements = (text: string): readonly PolicyStatement[] => {
  const document = findJson(text);
  if (!isObject(document)) throw malformedPolicy("Policy contains invalid Json");
  if (!VERSIONS.has(document["Version"] ?? DEFAULT_VERSION))
    throw malformedPolicy("Policy contains an invalid version.");
  const statements = listOf<unknown>(document["Statement"]);
  if (statements.length === 0) throw malformedPolicy("Policy document must contain at least one statement.");
  if (!statements.every(isObject)) throw malformedPolicy("Policy contains a statement that is not an object.");
  return statements as unknown as readonly PolicyStatement[];
};

const checkStatement = (statement: PolicyStatement): void => {
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    throw malformedPolicy("Policy contains a statement with no effect.");
  }
  if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
    throw malformedPolicy("Policy contains a statement with no principal.");
  }
  if (!isPrincipal(statement.Principal ?? statement.NotPrincipal)) {
    throw malformedPolicy("Policy contains a statement with one or more invalid principals.");
  }
  if (!isTexts(statement.Action ?? statement.NotAction)) {
    throw malformedPolicy("Policy contains a statement with no action.");
  }
  if (!isTexts(statement.Resource ?? statement.NotResource)) {
    throw malformedPolicy("Policy contains a statement with no resource.");
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): boolean => {
  const texts = listOf<unknown>(value);
  return texts.length > 0 && texts.every((text) => typeof text === "string");
};

const PRINCIPAL_KINDS: ReadonlySet<string> = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

const isPrincipal = (value: unknown): boolean =>
  value === "*" ||
  (isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(([kind, names]) => PRINCIPAL_KINDS.has(kind) && isTexts(names)));

/** Names under which a policy can mean the caller: itself, the role that it is a session of, the account. */
const administratorsOf = ({ partition, accountId }: Account, callerArn: string): ReadonlySet<string> => {
  const session = /:assumed-role\/([^/]+)\//.exec(callerArn);
  const role = session === null ? [] : [`arn:${partition}:iam::${accountId}:role/${session[1]}`];
  return new Set(["*", accountId, `arn:${partition}:iam::${accountId}:root`, callerArn, ...role]);
};

const isAllowed = (statement: PolicyStatement, administrators: ReadonlySet<string>): boolean => {
  if (statement.Effect !== "Allow" || statement.Principal === undefined) return false;
  const { Principal } = statement;
  const principals = Principal === "*" ? ["*"] : listOf(Principal["AWS"]);
  return (
    principals.some((principal) => administrators.has(principal)) &&
    listOf(statement.Action).some((action) => matchesWildcard(action, "kms:PutKeyPolicy", { ignoreCase: true }))
  );
};

const findJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
