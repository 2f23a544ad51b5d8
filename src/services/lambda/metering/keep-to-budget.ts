import { TooManyRequestsException } from "../../../models/generated/lambda.ts";
import type { FunctionInvoker } from "../invoke/contract.ts";
import { withInvoke } from "../invoke/with-invoke.ts";
import type { Budget } from "./budget.ts";

/** An invoker that refuses everything once the month's budget is spent. */
export const keepToBudget = (invoker: FunctionInvoker, budget: Pick<Budget, "isExhausted">): FunctionInvoker =>
  withInvoke(invoker, (invocation) =>
    budget.isExhausted ? Promise.reject(budgetSpent()) : invoker.invoke(invocation),
  );

/** A throttle for clients, which so wait before they try again; the words are ours, since AWS has nothing like it. */
const budgetSpent = (): TooManyRequestsException =>
  new TooManyRequestsException({
    message: "Rate Exceeded. The budget of this server for the month is spent.",
    Type: "User",
    Reason: "CallerRateLimitExceeded",
  });
