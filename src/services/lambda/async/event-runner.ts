import type { Account } from "../../../aws/account.ts";
import { ServiceException } from "../../../aws/service-exception.ts";
import { untilAborted } from "../../../base/until-aborted.ts";
import { RecursiveInvocationException } from "../../../models/generated/lambda.ts";
import type { FunctionInvoker, InvocationResult } from "../invoke/contract.ts";
import type { EventResponse } from "../model/async-event.ts";
import { functionArn, LATEST } from "../model/function-reference.ts";
import type { LambdaRecords } from "../store/lambda-records.ts";
import { errorMessageOf } from "./invocation-record.ts";
import { insist } from "./insist.ts";
import { type Ending, OutcomeReporter, type OutcomeReporterOptions, type ResolvedEvent } from "./outcome-reporter.ts";
import { afterFunctionError, afterRefusal, isTooOld, type RetryDecision } from "./retry-policy.ts";

/** A function that is still being created is looked at again after so long. */
const PENDING_POLL_MS = 1_000;
/** PARITY: AWS's own spelling. */
const ZERO_CONCURRENCY = "Function not invoked. Function isconfigured with zero reserved concurrent executions";

export interface EventRunnerOptions extends OutcomeReporterOptions {
  readonly records: Pick<LambdaRecords, "eventInvokeConfigs" | "concurrency">;
  readonly invoker: Pick<FunctionInvoker, "invoke">;
  readonly account: Account;
}

/** The function ran for an event, or could not be run, or need not be. */
export interface Step {
  /** Whether it could not be run, so that its other events should not be tried right now. */
  readonly isRefused: boolean;
  /**
   * Resolves when what follows is written down and told; until then the event is not to be touched. Whoever waits for the
   * next event of the function need not wait for that: so several events come to share a commit.
   */
  readonly settled: Promise<void>;
}

/**
 * Takes one event one step further: runs it, or tells its targets how it ended. Each step ends with a change of its row
 * that says what comes next, so a server that is killed in between repeats one step and loses nothing.
 */
export class EventRunner {
  readonly #options: EventRunnerOptions;
  readonly #reporter: OutcomeReporter;

  constructor(options: EventRunnerOptions) {
    this.#options = options;
    this.#reporter = new OutcomeReporter(options);
  }

  /**
   * @throws the signal's reason, or what the database fails with when it cannot be read: nothing has happened then that
   *   would have to be remembered
   */
  async step(eventId: number): Promise<Step> {
    const { store, versions, records } = this.#options;
    const event = await store.find(eventId);
    if (event === undefined) return done(Promise.resolve());
    if (event.outcome !== undefined) return done(this.#reporter.deliver(event, event.outcome));
    const { functionName, qualifier } = event;
    const functionVersion = await versions.choose(event);
    if (functionVersion === undefined) {
      // LIMIT: nobody is told; what would say whom, went with the function or the alias.
      this.#options.observer.onDropped(event, undefined, 1);
      return done(this.#reporter.forget(event));
    }
    const config = await records.eventInvokeConfigs.find({ functionName, qualifier: qualifier ?? LATEST });
    return this.#attempt({ event, functionVersion, config });
  }

  async #attempt(resolved: ResolvedEvent): Promise<Step> {
    const { clock, observer } = this.#options;
    const { event, functionVersion, config } = resolved;
    const nowMs = clock.nowMs();
    if (isTooOld(event, config, nowMs)) return done(this.#endTooOld(resolved));
    // Nobody can invoke a function that is being created, but it may be another one's destination.
    if (functionVersion.state.value === "Pending") return done(this.#postpone(resolved, nowMs + PENDING_POLL_MS));
    observer.onInvoke(event, nowMs - event.acceptedMs);
    let result: InvocationResult;
    try {
      result = await this.#invoke(resolved);
    } catch (error) {
      this.#options.signal.throwIfAborted();
      return this.#onRefusal(resolved, error);
    }
    return done(this.#onResult(resolved, result));
  }

  #invoke({ event, functionVersion }: ResolvedEvent): Promise<InvocationResult> {
    const { invoker, account, signal } = this.#options;
    const invocation = invoker.invoke({
      requestId: event.requestId,
      functionVersion,
      invokedFunctionArn: functionArn(account, event.functionName, event.qualifier),
      payload: event.payload,
      clientContext: event.clientContext,
      tenantId: event.tenantId,
      traceHeader: event.traceHeader,
      wantsLogTail: false,
    });
    return untilAborted(invocation, signal);
  }

  #onResult(resolved: ResolvedEvent, result: InvocationResult): Promise<void> {
    const { executedVersion, functionError, payload: responsePayload } = result;
    const event = { ...resolved.event, invokeCount: resolved.event.invokeCount + 1, refusals: 0 };
    const ran = { ...resolved, event };
    // PARITY: the platform did its part, so the status is 200 whatever the function made of it.
    const response: EventResponse = { statusCode: 200, executedVersion, functionError };
    if (functionError === undefined) {
      return this.#reporter.end(ran, { condition: "Success", response, responsePayload });
    }
    const decision = afterFunctionError(event, event.invokeCount, ran.config, this.#options.clock.nowMs());
    return this.#follow(decision, ran, { response, responsePayload, errorMessage: errorMessageOf(responsePayload) });
  }

  /** A throttle, or the platform failed: the function was not run. */
  async #onRefusal(resolved: ResolvedEvent, error: unknown): Promise<Step> {
    const { clock, logger } = this.#options;
    if (error instanceof RecursiveInvocationException) return done(this.#endLoop(resolved, error));
    if (!(error instanceof ServiceException)) logger.error({ err: error }, "an event could not be run");
    const { statusCode, message: errorMessage } =
      error instanceof ServiceException ? error : { statusCode: 500, message: undefined };
    if (statusCode === 429 && (await this.#isStopped(resolved.event.functionName))) {
      const ending: Ending = { condition: "ZeroReservedConcurrency", errorMessage: ZERO_CONCURRENCY };
      return refused(this.#reporter.end(resolved, ending));
    }
    const refusals = resolved.event.refusals + 1;
    const event = { ...resolved.event, refusals, refusedStatusCode: statusCode };
    const decision = afterRefusal(event, refusals, resolved.config, clock.nowMs());
    return refused(this.#follow(decision, { ...resolved, event }, { response: { statusCode }, errorMessage }));
  }

  #follow(decision: RetryDecision, resolved: ResolvedEvent, ending: Omit<Ending, "condition">): Promise<void> {
    if (decision.kind === "retry") return this.#postpone(resolved, decision.dueMs);
    return this.#reporter.end(resolved, { ...ending, condition: decision.condition });
  }

  #postpone({ event }: ResolvedEvent, dueMs: number): Promise<void> {
    return insist(() => this.#options.store.postpone(event.eventId, dueMs, event), this.#options);
  }

  #endTooOld(resolved: ResolvedEvent): Promise<void> {
    const { refusedStatusCode: statusCode } = resolved.event;
    return this.#reporter.end(resolved, {
      condition: "EventAgeExceeded",
      response: statusCode === undefined ? undefined : { statusCode },
      // The words are our own.
      errorMessage: "The event was not processed within its maximum age.",
    });
  }

  #endLoop(resolved: ResolvedEvent, error: RecursiveInvocationException): Promise<void> {
    return this.#reporter.end(resolved, {
      // AWS names no condition for it: this is the name of the exception without its end.
      condition: "RecursiveInvocation",
      response: { statusCode: error.statusCode, functionError: error.code },
      errorMessage: error.message,
    });
  }

  /** PARITY: events of a function whose reserved concurrency is 0 are not retried. */
  async #isStopped(functionName: string): Promise<boolean> {
    const reserved = await this.#options.records.concurrency.find({ functionName, qualifier: LATEST });
    return reserved?.executions === 0;
  }
}

const done = (settled: Promise<void>): Step => ({ isRefused: false, settled });
const refused = (settled: Promise<void>): Step => ({ isRefused: true, settled });
