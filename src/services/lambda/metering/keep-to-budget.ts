import { TooManyRequestsException } from "../../../models/generated/lambda.ts";
import type { FunctionInvoker, InvocationObserver } from "../invoke/contract.ts";
import { withInvoke } from "../invoke/with-invoke.ts";
import type { Budget } from "./budget.ts";

const REASON = "CallerRateLimitExceeded";

/** An invoker that refuses everything once the month's budget is spent, and counts that as throttles. */
export const keepToBudget = (
  invoker: FunctionInvoker,
  budget: Pick<Budget, "isExhausted">,
  observer: Pick<InvocationObserver, "onThrottle">,
): FunctionInvoker =>
  withInvoke(invoker, (invocation) => {
    if (!budget.isExhausted) return invoker.invoke(invocation);
    observer.onThrottle({ ...invocation, reason: REASON });
    return Promise.reject(budgetSpent());
  });

/** A throttle for clients, which so wait before they try again; the words are ours, since AWS has nothing like it. */
const budgetSpent = (): TooManyRequestsException =>
  new TooManyRequestsException({
    message: "Rate Exceeded. The budget of this server for the month is spent.",
    Type: "User",
    Reason: REASON,
  });
