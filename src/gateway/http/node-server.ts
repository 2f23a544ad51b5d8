/** One `node:http` server with limits against slow and broken clients, not yet listening anywhere. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ConnectionLimits {
  /** Largest request line and headers together. */
  readonly maxHeaderBytes: number;
  /** Longest that the headers of a request may take to arrive. */
  readonly headersTimeoutMs: number;
  /** Longest that nothing may move on a connection while a request is under way. A function may be silent for 15 min. */
  readonly silenceMs: number;
  /** How long an idle connection is kept for the next request. */
  readonly keepAliveMs: number;
}

const STATUS_BY_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

export const createNodeServer = (
  limits: ConnectionLimits,
  onRequest: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Server => {
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    // Bodies have deadlines of their own: an upload may take long as long as it moves.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
    keepAliveTimeout: limits.keepAliveMs,
    joinDuplicateHeaders: true,
    noDelay: true,
  });
  // Whoever takes nothing of its answer for so long will not take the rest.
  server.timeout = limits.silenceMs;
  server.on("request", onRequest);
  // `100 Continue` is sent when a body is about to be read, so that a refused request never sends one.
  server.on("checkContinue", onRequest);
  server.on("clientError", refuseMalformed);
  return server;
};

/** How long a client that spoke nonsense gets to read that it did. */
const LINGER_MS = 2000;

/** The parser could not make sense of what arrived, so there is no request to answer in any protocol. */
const refuseMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  // Node keeps the answer that is being written here; its own handler looks at it for the same reason.
  const { _httpMessage: answer } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  if (!socket.writable || error.code === "ECONNRESET" || answer?.headersSent === true) {
    socket.destroy();
    return;
  }
  const status = STATUS_BY_ERROR[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  (socket as Socket).setTimeout(LINGER_MS, () => socket.destroy());
};
