import type { Clock } from "../../../base/clock.ts";
import type { MetricSeries, MetricUnit, MetricWriter } from "../../cloudwatch/contract.ts";
import type { AsyncEventObserver, ObservedEvent } from "../async/contract.ts";
import type {
  ConcurrencySample,
  InvocationObserver,
  InvocationRecord,
  InvocationThrottle,
  ProvisionedConcurrencySample,
} from "../invoke/contract.ts";
import type { UrlObserver, UrlRequestRecord } from "../urls/contract.ts";
import { ByTarget } from "./by-target.ts";
import { qualifierOf } from "./qualifier-of.ts";
import { MetricScope } from "./metric-scope.ts";

/** Scopes that are kept ready; beyond, all are made anew. */
const MAX_SCOPES = 10_000;

/**
 * Counts what happens to invocations as metrics of the namespace `AWS/Lambda`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class LambdaMetrics implements InvocationObserver, AsyncEventObserver, UrlObserver {
  readonly #writer: MetricWriter;
  readonly #clock: Clock;
  readonly #scopes = new Map<string, MetricScope>();
  readonly #ofTarget = new ByTarget(({ functionVersion: { functionName, version }, invokedFunctionArn }) =>
    this.#scope(functionName, qualifierOf(invokedFunctionArn), version),
  );
  readonly #functionConcurrency = new Map<string, MetricSeries>();
  readonly #accountConcurrency: MetricSeries;
  readonly #unreservedConcurrency: MetricSeries;
  readonly #claimedConcurrency: MetricSeries;

  constructor(writer: MetricWriter, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
    this.#accountConcurrency = this.#series("ConcurrentExecutions");
    this.#unreservedConcurrency = this.#series("UnreservedConcurrentExecutions");
    this.#claimedConcurrency = this.#series("ClaimedAccountConcurrency");
  }

  onInvocation(record: InvocationRecord): void {
    const { durationMs, postRuntimeExtensionsMs, status, isProvisioned } = record;
    const scope = this.#ofTarget.get(record);
    const nowMs = this.#clock.nowMs();
    scope.count("Invocations", 1, nowMs);
    // PARITY: what did not happen is recorded as 0, so that alarms have data.
    scope.count("Errors", status === "success" ? 0 : 1, nowMs);
    scope.count("Throttles", 0, nowMs);
    scope.record("Duration", durationMs, "Milliseconds", nowMs);
    if (postRuntimeExtensionsMs !== undefined)
      scope.record("PostRuntimeExtensionsDuration", postRuntimeExtensionsMs, "Milliseconds");
    if (isProvisioned) scope.count("ProvisionedConcurrencyInvocations");
  }

  onThrottle(throttle: InvocationThrottle): void {
    this.#ofTarget.get(throttle).count("Throttles");
  }

  onConcurrency(sample: ConcurrencySample): void {
    const nowMs = this.#clock.nowMs();
    this.#accountConcurrency.record(sample.accountExecutions, nowMs);
    this.#unreservedConcurrency.record(sample.unreservedExecutions, nowMs);
    this.#claimedConcurrency.record(sample.claimedConcurrency, nowMs);
    this.#concurrencyOf(sample.functionName).record(sample.functionExecutions, nowMs);
  }

  onProvisionedConcurrency(sample: ProvisionedConcurrencySample): void {
    const { functionVersion, qualifier, executions, allocated, isSpillover } = sample;
    const scope = this.#scope(functionVersion.functionName, qualifier, functionVersion.version);
    scope.count("ProvisionedConcurrentExecutions", executions);
    if (allocated > 0) scope.record("ProvisionedConcurrencyUtilization", executions / allocated, "None");
    if (isSpillover) scope.count("ProvisionedConcurrencySpilloverInvocations");
  }

  onAccepted(event: ObservedEvent): void {
    this.#scopeOf(event).count("AsyncEventsReceived");
  }

  onInvoke(event: ObservedEvent, ageMs: number): void {
    this.#scopeOf(event).record("AsyncEventAge", ageMs, "Milliseconds");
  }

  onDropped(event: ObservedEvent, _condition: unknown, eventCount: number): void {
    this.#scopeOf(event).count("AsyncEventsDropped", eventCount);
  }

  onDeliveryFailure(event: ObservedEvent, kind: Parameters<AsyncEventObserver["onDeliveryFailure"]>[1]): void {
    this.#scopeOf(event).count(kind === "dead-letter" ? "DeadLetterErrors" : "DestinationDeliveryFailures");
  }

  onRecursiveInvocation(event: ObservedEvent): void {
    this.#scopeOf(event).count("RecursiveInvocationsDropped");
  }

  onUrlRequest({ statusCode, durationMs, ...subject }: UrlRequestRecord): void {
    const scope = this.#scopeOf(subject);
    scope.count("UrlRequestCount");
    scope.count("Url4xxCount", statusCode >= 400 && statusCode < 500 ? 1 : 0);
    scope.count("Url5xxCount", statusCode >= 500 ? 1 : 0);
    scope.record("UrlRequestLatency", durationMs, "Milliseconds");
  }

  #scopeOf({ functionName, qualifier }: ObservedEvent): MetricScope {
    return this.#scope(functionName, qualifier, undefined);
  }

  #scope(functionName: string, qualifier: string | undefined, executedVersion: string | undefined): MetricScope {
    const key = `${functionName}:${qualifier ?? ""}:${executedVersion ?? ""}`;
    let scope = this.#scopes.get(key);
    if (scope === undefined) {
      if (this.#scopes.size >= MAX_SCOPES) this.#scopes.clear();
      scope = new MetricScope(this.#writer, { functionName, qualifier, executedVersion });
      this.#scopes.set(key, scope);
    }
    return scope;
  }

  #concurrencyOf(functionName: string): MetricSeries {
    let series = this.#functionConcurrency.get(functionName);
    if (series === undefined) {
      if (this.#functionConcurrency.size >= MAX_SCOPES) this.#functionConcurrency.clear();
      series = this.#series("ConcurrentExecutions", functionName);
      this.#functionConcurrency.set(functionName, series);
    }
    return series;
  }

  #series(metricName: string, functionName?: string, unit: MetricUnit = "Count"): MetricSeries {
    const dimensions = functionName === undefined ? [] : [{ name: "FunctionName", value: functionName }];
    return this.#writer.series([{ namespace: "AWS/Lambda", metricName, dimensions }], unit);
  }
}
