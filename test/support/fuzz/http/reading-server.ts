import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** What `node:http` makes of a request. */
export interface Reading {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface ReadingServer extends AsyncDisposable {
  /** Has it read one request. @returns what was wrong with it where it was refused */
  read(bytes: Uint8Array): Promise<Reading | string>;
}

/** A server of `node:http` with the settings that the gateway's has. */
export const startReadingServer = async (): Promise<ReadingServer> => {
  let settle: (result: Reading | string) => void = nobodyAsked;
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const reading = await readingOf(incoming);
    outgoing.end();
    settle(reading);
  };
  const server = createServer({ joinDuplicateHeaders: true }, (incoming, outgoing) => void serve(incoming, outgoing));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    socket.destroy();
    settle(error.code ?? error.message);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    read: async (bytes) => {
      const result = new Promise<Reading | string>((resolve) => (settle = resolve));
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.end(bytes);
      const reading = await result;
      socket.destroy();
      if (!socket.closed) await once(socket, "close");
      return reading;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const nobodyAsked = (): void => undefined;

const readingOf = async (incoming: IncomingMessage): Promise<Reading> => {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const { method, url: target, headers } = incoming;
  return { method, target, headers: { ...headers }, body: Buffer.concat(pieces).toString("latin1") };
};
