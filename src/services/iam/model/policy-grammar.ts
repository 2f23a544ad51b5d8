import type { PolicyDocument } from "../../../aws/policy-document.ts";

/**
 * The shape of a policy document: which elements there are and what values they take, as the grammar page has it.
 * What the values mean is judged elsewhere.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isTextOrTexts: Check = (value) => isText(value) || (Array.isArray(value) && value.every(isText));
/** A JSON object: neither a list nor null. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPrincipal: Check = (value) =>
  value === "*" ||
  (isObject(value) &&
    Object.entries(value).every(([kind, names]) => PRINCIPAL_KINDS.has(kind) && isTextOrTexts(names)));

const PRINCIPAL_KINDS = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

const isConditionValue: Check = (value) =>
  isScalar(value) || (Array.isArray(value) && value.every((item) => isScalar(item)));

const isScalar: Check = (value) => typeof value === "string" || typeof value === "number" || typeof value === "boolean";

const isCondition: Check = (value) =>
  isObject(value) &&
  Object.entries(value).every(
    ([operator, keys]) =>
      CONDITION_OPERATOR.test(operator) && isObject(keys) && Object.values(keys).every(isConditionValue),
  );

const CONDITION_OPERATOR = new RegExp(
  "^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|" +
    "Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|" +
    "(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$",
);

const DOCUMENT: Readonly<Record<string, Check>> = {
  Version: (value) => value === "2012-10-17" || value === "2008-10-17",
  Id: isText,
  Statement: (value) =>
    isStatement(value) || (Array.isArray(value) && value.length > 0 && value.every((item) => isStatement(item))),
};

const STATEMENT: Readonly<Record<string, Check>> = {
  Sid: isText,
  Effect: (value) => value === "Allow" || value === "Deny",
  Principal: isPrincipal,
  NotPrincipal: isPrincipal,
  Action: isTextOrTexts,
  NotAction: isTextOrTexts,
  Resource: isTextOrTexts,
  NotResource: isTextOrTexts,
  Condition: isCondition,
};

const EXCLUSIVE = [
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
] as const;

const fits = (value: Json, elements: Readonly<Record<string, Check>>): boolean =>
  Object.entries(value).every(([name, item]) => Object.hasOwn(elements, name) && elements[name]?.(item) === true);

const isStatement = (value: unknown): boolean =>
  isObject(value) &&
  fits(value, STATEMENT) &&
  value["Effect"] !== undefined &&
  EXCLUSIVE.every(([one, other]) => value[one] === undefined || value[other] === undefined);

/** @returns undefined when the text is no JSON object */
export const findJsonObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** @returns undefined when the document breaks the grammar */
export const findPolicyDocument = (value: Json): PolicyDocument | undefined =>
  fits(value, DOCUMENT) && value["Statement"] !== undefined ? (value as unknown as PolicyDocument) : undefined;
