import type { Clock } from "../../../base/clock.ts";
import type { FunctionInvoker, Invocation, InvocationResult, ResponseSink } from "./contract.ts";
import { ResponsePace } from "./response-pace.ts";

/** What may wait for a slow caller before the function is held back. */
const MAX_WAITING_BYTES = 262_144;
/** What a piece counts besides its bytes: a function that writes single bytes must not cost a hundred times as much. */
const PIECE_BYTES = 256;

export interface StreamOptions {
  readonly clock: Clock;
  /** Bandwidth of a response after its first 6 MiB; 0 for no limit. */
  readonly bytesPerSecond: number;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
}

/** An invocation whose function has begun to answer, or is over. */
export interface StreamedInvocation {
  /** False when the function failed before it answered. */
  readonly hasBegun: boolean;
  /** As the runtime said it, if it did. */
  readonly contentType: string | undefined;
  /** What the function writes, when it writes it. To be read once; ends with the response, or with what broke it off. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How it came out. Settles at the end. */
  readonly result: Promise<InvocationResult>;
}

/**
 * Invokes a function for a caller who takes the response while it is written.
 * PARITY: a caller that goes away does not stop the function; what it writes is dropped.
 * @throws ServiceException what `FunctionInvoker.invoke` throws before the function answered
 */
export const invokeWithStream = async (
  invoker: FunctionInvoker,
  invocation: Invocation,
  { clock, bytesPerSecond, signal }: StreamOptions,
): Promise<StreamedInvocation> => {
  const stream = new ResponseStream(new ResponsePace(clock, bytesPerSecond));
  if (signal.aborted) stream.abandon();
  else signal.addEventListener("abort", () => stream.abandon(), { once: true });
  const result = invoker.invoke({ ...invocation, responseSink: stream });
  // Whoever reads the stream looks at the result after it; until then a failure is not unhandled.
  result.then(
    () => stream.end(),
    () => stream.end(),
  );
  await Promise.race([stream.begun, result]);
  const { hasBegun, contentType } = stream;
  return { hasBegun, contentType, chunks: stream.read(), result };
};

/**
 * Hands pieces from a function that writes to a caller that reads, at the pace of the slower one. What has come since the
 * caller read last is handed over as one: however short the pieces, reading costs by the byte.
 */
class ResponseStream implements ResponseSink {
  /** Resolves with the first sign of a response. */
  readonly begun: Promise<void>;
  hasBegun = false;
  contentType: string | undefined;
  readonly #pace: ResponsePace;
  readonly #begin: () => void;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Wakes the reader up. */
  #onChange: () => void = () => {};
  /** What the writer waits for. */
  #room: PromiseWithResolvers<void> | undefined;
  #isOver = false;

  constructor(pace: ResponsePace) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pace = pace;
    this.begun = promise;
    this.#begin = resolve;
  }

  begin(contentType: string | undefined): void {
    this.hasBegun = true;
    this.contentType = contentType;
    this.#begin();
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    const paced = this.#pace.count(bytes.byteLength);
    if (this.#isOver) return paced;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength + PIECE_BYTES;
    this.#onChange();
    if (this.#waitingBytes < MAX_WAITING_BYTES) return paced;
    this.#room ??= Promise.withResolvers();
    return paced === undefined ? this.#room.promise : Promise.all([paced, this.#room.promise]).then(() => undefined);
  }

  /** Nothing more will be written. What waits can still be read. */
  end(): void {
    this.#isOver = true;
    this.#onChange();
  }

  /** Nothing more will be read. */
  abandon(): void {
    this.#takeAll();
    this.end();
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const pieces = this.#takeAll();
        const [first] = pieces;
        if (first !== undefined) {
          yield pieces.length === 1 ? first : Buffer.concat(pieces);
        } else if (this.#isOver) {
          return;
        } else {
          await new Promise<void>((resolve) => (this.#onChange = resolve));
        }
      }
    } finally {
      this.abandon();
    }
  }

  #takeAll(): readonly Uint8Array[] {
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#room?.resolve();
    this.#room = undefined;
    return pieces;
  }
}
