import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import type { TelemetryDestination } from "./parse-subscription.ts";

/** Longest answer of a listener that is read to its end. */
const MAX_ANSWER_BYTES = 65_536;

/** Connects to a port inside the sandbox. */
export type Connect = (port: number) => Promise<Duplex>;

/** Brings batches of events to where a subscriber listens, one batch at a time. */
export interface Delivery extends Disposable {
  /**
   * @param events each one JSON
   * @throws when it is not known that they have arrived
   */
  send(events: readonly string[]): Promise<void>;
}

export const createDelivery = (destination: TelemetryDestination, connect: Connect): Delivery =>
  destination.protocol === "HTTP" ? new HttpDelivery(destination, connect) : new TcpDelivery(destination.port, connect);

/**
 * Each batch is a request on a connection of its own: one that stayed open would be found closed as often as not, since
 * nothing on the other side keeps it while the environment is frozen.
 */
class HttpDelivery implements Delivery {
  readonly #destination: TelemetryDestination & { readonly protocol: "HTTP" };
  readonly #connect: Connect;
  #connection: Duplex | undefined;

  constructor(destination: TelemetryDestination & { readonly protocol: "HTTP" }, connect: Connect) {
    this.#destination = destination;
    this.#connect = connect;
  }

  async send(events: readonly string[]): Promise<void> {
    const { port, path, method } = this.#destination;
    const body = Buffer.from(`[${events.join(",")}]`);
    const connection = await this.#connect(port);
    this.#connection = connection;
    try {
      const headers = {
        Host: `sandbox.localdomain:${port}`,
        "Content-Type": "application/json",
        "Content-Length": body.length,
        Connection: "close",
      };
      // Without an agent, which would make a connection of its own, to the host.
      const outgoing = request({ method, path, headers, createConnection: () => connection });
      // Of the connection after the answer: `once` tells of errors before it.
      outgoing.on("error", () => {});
      outgoing.end(body);
      const [response] = (await once(outgoing, "response")) as [IncomingMessage];
      await readAway(response);
      const status = response.statusCode ?? 0;
      if (status >= 400) throw new Error(`The subscriber answered ${status}.`);
    } finally {
      connection.destroy();
    }
  }

  [Symbol.dispose](): void {
    this.#connection?.destroy();
  }
}

/** Nobody wants the body, but who sends it should not be cut off, unless there is no end to it. */
const readAway = async (response: IncomingMessage): Promise<void> => {
  let bytes = 0;
  for await (const piece of response) {
    bytes += (piece as Buffer).length;
    if (bytes > MAX_ANSWER_BYTES) return;
  }
};

/** Lines of JSON over one connection, which is made again when it broke. Nobody says whether they were read. */
class TcpDelivery implements Delivery {
  readonly #port: number;
  readonly #connect: Connect;
  #connection: Duplex | undefined;

  constructor(port: number, connect: Connect) {
    this.#port = port;
    this.#connect = connect;
  }

  async send(events: readonly string[]): Promise<void> {
    const connection = await this.#connected();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onClose = () => reject(new Error("The subscriber closed the connection."));
    connection.once("close", onClose);
    connection.write(`${events.join("\n")}\n`, (error) => (error ? reject(error) : resolve()));
    await promise.finally(() => connection.off("close", onClose));
  }

  [Symbol.dispose](): void {
    this.#connection?.destroy();
  }

  async #connected(): Promise<Duplex> {
    if (this.#connection !== undefined && !this.#connection.destroyed) return this.#connection;
    const connection = await this.#connect(this.#port);
    this.#connection = connection;
    // What it says is never read; that the connection broke shows when something is written.
    connection.on("error", () => {});
    return connection;
  }
}
