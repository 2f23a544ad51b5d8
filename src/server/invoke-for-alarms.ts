import type { Account } from "../aws/account.ts";
import type { Service } from "../aws/service.ts";
import { newRequestId } from "../base/ids.ts";
import type { InvocationRequest } from "../models/generated/lambda.ts";
import type { InvokeFunction } from "../services/cloudwatch/contract.ts";

/**
 * Invokes as a client of Lambda does that does not wait, so that alarms are refused what clients are refused.
 * LIMIT: whether the function's policy lets alarms invoke it is not asked.
 */
export const invokeForAlarms =
  (lambda: () => Service, account: Account): InvokeFunction =>
  async (functionArn, event, signal) => {
    const input: InvocationRequest = {
      FunctionName: functionArn,
      InvocationType: "Event",
      Payload: Buffer.from(JSON.stringify(event)),
    };
    const { accountId, partition } = account;
    await lambda().operations["Invoke"]?.(input as never, {
      requestId: newRequestId(),
      caller: { kind: "root", accountId, arn: `arn:${partition}:iam::${accountId}:root`, userId: accountId },
      account,
      endpoint: "",
      signal,
    });
  };
