import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { InvocationObserver, InvocationRecord } from "../invoke/contract.ts";
import { invocationSpans } from "./invocation-spans.ts";
import { otlpJson } from "./otlp-json.ts";
import type { Span } from "./span.ts";

/** Spans that wait; beyond, new ones are dropped and counted, so that a dead collector costs no memory. */
const MAX_PENDING = 4_096;
const MAX_BATCH = 512;
/** How long spans wait for company. */
const EXPORT_AFTER_MS = 1_000;
/** How long a collector may take, and how long the server waits for it when it stops. */
const REQUEST_TIMEOUT_MS = 10_000;
const LAST_REQUEST_TIMEOUT_MS = 2_000;
/** After a failure, before the same spans are sent again; doubled each time. */
const RETRY_AFTER_MS = 1_000;
const MAX_ATTEMPTS = 5;

/** Port: sends one request. @throws when there is no answer */
export type SendSpans = (body: string, signal: AbortSignal) => Promise<{ readonly status: number }>;

/** Sends what is traced to a collector, in the background: nothing ever waits for it. */
export class SpanExporter implements Pick<InvocationObserver, "onInvocation">, AsyncDisposable {
  readonly #send: SendSpans;
  readonly #resource: Span["attributes"];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  #pending: Span[] = [];
  #dropped = 0;
  #timer: Disposable | undefined;
  #round: Promise<void> | undefined;

  constructor(options: {
    readonly send: SendSpans;
    readonly resource: Span["attributes"];
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#send = options.send;
    this.#resource = options.resource;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  onInvocation(record: InvocationRecord): void {
    if (record.trace === undefined || this.#closing.signal.aborted) return;
    const spans = invocationSpans(record, this.#clock.nowMs());
    if (this.#pending.length + spans.length > MAX_PENDING) {
      this.#dropped += spans.length;
      return;
    }
    this.#pending.push(...spans);
    this.#schedule();
  }

  /** Sends what is left, once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#timer?.[Symbol.dispose]();
    await this.#round;
    while (this.#pending.length > 0 && (await this.#attempt(this.#takeBatch(), LAST_REQUEST_TIMEOUT_MS)) === "sent");
  }

  #schedule(): void {
    if (this.#round !== undefined) return;
    this.#timer ??= this.#clock.after(EXPORT_AFTER_MS, () => {
      this.#timer = undefined;
      this.#round = this.#exportAll().finally(() => {
        this.#round = undefined;
        if (this.#pending.length > 0 && !this.#closing.signal.aborted) this.#schedule();
      });
    });
  }

  async #exportAll(): Promise<void> {
    while (this.#pending.length > 0 && !this.#closing.signal.aborted) await this.#exportBatch(this.#takeBatch());
    if (this.#dropped === 0) return;
    this.#logger.warn({ spans: this.#dropped }, "spans were dropped, since the collector is too slow or away");
    this.#dropped = 0;
  }

  async #exportBatch(batch: readonly Span[]): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const outcome = await this.#attempt(batch, REQUEST_TIMEOUT_MS);
      if (outcome === "sent") return;
      if (outcome === "refused" || this.#closing.signal.aborted) break;
      await this.#clock
        .delay(RETRY_AFTER_MS * 2 ** (attempt - 1), { signal: this.#closing.signal })
        .catch(() => undefined);
    }
    this.#dropped += batch.length;
  }

  async #attempt(batch: readonly Span[], timeoutMs: number): Promise<"sent" | "refused" | "failed"> {
    const late = new AbortController();
    using _ = this.#clock.after(timeoutMs, () => late.abort());
    try {
      const { status } = await this.#send(otlpJson(batch, this.#resource), late.signal);
      if (status < 300) return "sent";
      this.#logger.debug({ status }, "the collector did not take spans");
      // Source: the OTLP specification: these may be sent again, others never will be taken.
      return [429, 502, 503, 504].includes(status) ? "failed" : "refused";
    } catch (error) {
      this.#logger.debug({ err: error }, "the collector cannot be reached");
      return "failed";
    }
  }

  #takeBatch(): readonly Span[] {
    return this.#pending.splice(0, MAX_BATCH);
  }
}
