import type { Clock } from "../../base/clock.ts";
import { ClientGone } from "../client-gone.ts";
import { requestTimeout } from "../exceptions.ts";
import type { NodeRequest } from "./read-body.ts";

/**
 * A body piece by piece, as fast as the consumer takes it.
 * @param idleMs longest to wait for a piece; time the consumer takes does not count
 * @throws ServiceException when the client is silent for too long
 * @throws ClientGone when the connection ends before the body does
 */
export async function* streamBody(
  { incoming, outgoing }: NodeRequest,
  idleMs: number,
  clock: Clock,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  // The connection must outlive a consumer that stops early: the answer goes back on it.
  const pieces = incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const piece = await nextWithin(pieces, idleMs, clock);
      if (piece.done) return;
      yield piece.value;
    }
  } finally {
    // Lets go of the request, or what is left of it could not be discarded. Never waits for a piece that may not come.
    void pieces.return?.();
  }
}

const nextWithin = async (
  pieces: AsyncIterator<Buffer>,
  idleMs: number,
  clock: Clock,
): Promise<IteratorResult<Buffer, unknown>> => {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  using _timer = clock.after(idleMs, () => reject(requestTimeout()));
  const piece = pieces.next().catch((cause: unknown) => {
    throw new ClientGone(cause);
  });
  // Awaited here, or the timer would be gone before the race is.
  return await Promise.race([piece, silence]);
};
