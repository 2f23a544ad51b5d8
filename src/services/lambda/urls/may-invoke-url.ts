import { evaluatePolicy, type PolicyVerdict } from "../../../aws/evaluate-policy.ts";
import type { ConditionContext } from "../../../aws/policy-conditions.ts";
import type { PolicyStatement } from "../../../aws/policy-document.ts";
import type { WebCaller, WebRequest } from "../../../aws/service.ts";
import type { UrlConfig } from "../model/function-url-config.ts";
import type { ResourcePolicyStatement } from "../model/resource-policy.ts";

/** One request to a function URL, as far as permission goes. */
export interface UrlAccess {
  readonly authType: UrlConfig["authType"];
  /** Of the function or the alias that the URL is for. */
  readonly functionArn: string;
  readonly statements: readonly ResourcePolicyStatement[];
  /** Undefined for a URL that asks for no signature. */
  readonly caller: WebCaller | undefined;
  readonly request: Pick<WebRequest, "sourceIp" | "headers">;
  readonly nowMs: number;
}

/**
 * Whether a request may go on to the function. Both permissions are needed, for the URL and for the function behind it.
 * Without signatures the policy must grant them to everybody. A signed caller is one of this account: identity policies
 * have been asked already, so that the resource's policy only matters where it forbids.
 * PARITY: the second permission is AWS's demand since October 2025.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export const mayInvokeUrl = (access: UrlAccess): boolean => {
  const verdicts = [
    verdictOf(access, "lambda:InvokeFunctionUrl", ["lambda:functionurlauthtype", access.authType]),
    verdictOf(access, "lambda:InvokeFunction", ["lambda:invokedviafunctionurl", "true"]),
  ];
  return access.caller === undefined
    ? verdicts.every((verdict) => verdict === "Allow")
    : verdicts.every((verdict) => verdict !== "Deny");
};

const verdictOf = (access: UrlAccess, action: string, condition: readonly [string, string]): PolicyVerdict =>
  // Checked when they were added.
  evaluatePolicy(access.statements as readonly unknown[] as readonly PolicyStatement[], {
    principal: access.caller?.principal,
    action,
    resource: access.functionArn,
    context: contextOf(access, condition),
  });

const contextOf = ({ request, caller, nowMs }: UrlAccess, condition: readonly [string, string]): ConditionContext => {
  const { headers, sourceIp } = request;
  const { "user-agent": userAgent, referer } = headers;
  return new Map([
    condition,
    ["aws:sourceip", sourceIp],
    ["aws:securetransport", "false"],
    ["aws:currenttime", new Date(nowMs).toISOString()],
    ["aws:epochtime", String(Math.floor(nowMs / 1_000))],
    ...(userAgent === undefined ? [] : [["aws:useragent", userAgent] as const]),
    ...(referer === undefined ? [] : [["aws:referer", referer] as const]),
    ...(caller === undefined ? [] : callerKeys(caller)),
  ]);
};

const callerKeys = ({ principal: { arn, accountId, userId } }: WebCaller): readonly (readonly [string, string])[] => [
  ["aws:principalarn", arn],
  ["aws:principalaccount", accountId],
  ["aws:userid", userId],
];
