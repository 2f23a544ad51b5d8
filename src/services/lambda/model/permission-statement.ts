import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import type { AddPermissionRequest } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import type { ResourcePolicyStatement } from "./resource-policy.ts";

/** Names of services end like this: `s3.amazonaws.com`, `alexa-appkit.amazon.com`. */
const SERVICE = /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com)$/;

/**
 * The statement that a permission becomes, its keys in AWS's order.
 * @param resourceArn of the function, with the qualifier that the caller gave
 * @throws ServiceException for a principal that is none
 */
export const permissionStatement = (
  request: AddPermissionRequest,
  resourceArn: string,
  account: Account,
): ResourcePolicyStatement => {
  const conditions = conditionsOf(request);
  return {
    Sid: request.StatementId,
    Effect: "Allow",
    Principal: principalOf(request.Principal, account),
    Action: request.Action,
    Resource: resourceArn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
};

/** LIMIT: AWS also refuses users and roles that do not exist; here any well-formed ARN is taken. */
const principalOf = (principal: string, { partition }: Account): unknown => {
  if (principal === "*") return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` };
  if (SERVICE.test(principal)) return { Service: principal };
  const arn = findArn(principal);
  if ((arn?.service === "iam" || arn?.service === "sts") && /^\d{12}$/.test(arn.accountId)) return { AWS: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
};

const conditionsOf = (request: AddPermissionRequest): Readonly<Record<string, object>> => {
  const equal = given({
    "lambda:FunctionUrlAuthType": request.FunctionUrlAuthType,
    "aws:PrincipalOrgID": request.PrincipalOrgID,
    "AWS:SourceAccount": request.SourceAccount,
    "lambda:EventSourceToken": request.EventSourceToken,
  });
  const invoked = given({ "lambda:InvokedViaFunctionUrl": request.InvokedViaFunctionUrl?.toString() });
  const like = given({ "AWS:SourceArn": request.SourceArn });
  return {
    ...(isEmpty(equal) ? {} : { StringEquals: equal }),
    ...(isEmpty(invoked) ? {} : { Bool: invoked }),
    ...(isEmpty(like) ? {} : { ArnLike: like }),
  };
};

const given = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
