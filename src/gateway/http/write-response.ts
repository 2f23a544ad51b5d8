import type { ServerResponse } from "node:http";
import type { WebResponse } from "../../aws/service.ts";
import { breakOff } from "./break-off.ts";
import { drained } from "./drained.ts";
import { ClientGone } from "../client-gone.ts";

/**
 * Sends an answer. A stream that fails half-way breaks the connection, since its status is long gone.
 * @throws ClientGone when the client goes away before it has it all
 */
export const writeResponse = async (outgoing: ServerResponse, answer: WebResponse): Promise<void> => {
  const { status, headers, body } = answer;
  // A client that waits for leave to send its body may send it or not after a refusal: no telling what comes next.
  if (outgoing.req.headers.expect !== undefined && !outgoing.req.complete) outgoing.shouldKeepAlive = false;
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    outgoing.writeHead(status, headers);
    return writeStream(outgoing, body);
  }
  const hasBody = status !== 204 && status !== 304;
  const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  // An answer to HEAD announces the length of a body that it does not have.
  const announced = hasBody && headers["Content-Length"] === undefined;
  outgoing.writeHead(status, announced ? { ...headers, "Content-Length": bytes } : headers);
  outgoing.end(hasBody ? body : undefined);
  await sent(outgoing);
};

/** Resolves when the whole answer is with the operating system. */
const sent = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    // Whoever left while the operation ran neither takes the answer nor closes the connection a second time.
    if (outgoing.closed) reject(new ClientGone());
    outgoing.once("finish", resolve);
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) reject(new ClientGone());
    });
  });

const writeStream = async (outgoing: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> => {
  try {
    outgoing.flushHeaders();
    for await (const chunk of body) {
      if (outgoing.closed) throw new ClientGone();
      if (!outgoing.write(chunk)) await drained(outgoing);
    }
    outgoing.end();
    await sent(outgoing);
  } catch (error) {
    breakOff(outgoing);
    throw error;
  }
};
