import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends a connection in the middle of an answer, so that nobody takes it for whole. An answer that has to wait for an
 * earlier one of its connection has no socket yet, and destroying it would leave the client waiting for good.
 */
export const breakOff = (outgoing: ServerResponse): void => {
  if (outgoing.socket === null) outgoing.once("socket", (socket: Socket) => socket.destroy());
  outgoing.destroy();
};
