import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { OperatorError } from "../base/operator-error.ts";

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: "Stop the program that uses it, or choose another port with --port.",
  EACCES: "Choose a port above 1023 with --port.",
  EADDRNOTAVAIL: "Choose an address of this machine with --host.",
};

/**
 * Binds a server to an address.
 * @throws OperatorError when the address cannot be had
 */
export const listen = (server: Server, host: string, port: number): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void =>
      reject(
        new OperatorError({
          code: "LISTEN_FAILED",
          message: `Cannot listen on ${host}:${port}: ${cause.message}`,
          remedy: REMEDIES[cause.code ?? ""] ?? "Check --host and --port.",
          cause,
        }),
      );
    server.once("error", onError);
    server.listen({ host, port }, () => {
      server.off("error", onError);
      resolve(server.address() as AddressInfo);
    });
  });

/**
 * Hands a connection that was accepted elsewhere to a server, as if it had accepted it itself. The server must
 * be listening: only then does it keep the list of connections that time-outs and draining go by.
 */
export const adopt = (server: Server, socket: Socket): void => {
  socket.setNoDelay(true);
  server.emit("connection", socket);
};
