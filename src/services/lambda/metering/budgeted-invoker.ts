import { TooManyRequestsException } from "../../../models/generated/lambda.ts";
import type { FunctionInvoker, Invocation, InvocationResult } from "../invoke/contract.ts";
import type { Budget } from "./budget.ts";

/** An invoker that refuses everything once the month's budget is spent. */
export class BudgetedInvoker implements FunctionInvoker {
  readonly #invoker: FunctionInvoker;
  readonly #budget: Pick<Budget, "isExhausted">;

  constructor(invoker: FunctionInvoker, budget: Pick<Budget, "isExhausted">) {
    this.#invoker = invoker;
    this.#budget = budget;
  }

  invoke(invocation: Invocation): Promise<InvocationResult> {
    if (this.#budget.isExhausted) return Promise.reject(budgetSpent());
    return this.#invoker.invoke(invocation);
  }

  retire(functionName: string, version: string | undefined): Promise<void> {
    return this.#invoker.retire(functionName, version);
  }

  reserve(functionName: string, executions: number | undefined): void {
    this.#invoker.reserve(functionName, executions);
  }
}

/** A throttle for clients, which so wait before they try again; the words are ours, since AWS has nothing like it. */
const budgetSpent = (): TooManyRequestsException =>
  new TooManyRequestsException({
    message: "Rate Exceeded. The budget of this server for the month is spent.",
    Type: "User",
    Reason: "CallerRateLimitExceeded",
  });
