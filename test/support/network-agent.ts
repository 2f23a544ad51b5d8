/**
 * Runs inside a network namespace of a test: asks others and answers others, as it is told over the IPC channel.
 * An answer is the address that the server saw the question come from, which shows masquerading.
 */
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

/** Within the lab an answer takes a millisecond; whatever should be silent and is so this long stays silent. */
const SILENCE_MS = 800;

/** For an answer that should come, on a machine that is busy with something else. */
const PATIENCE_MS = 30_000;

const FLOOD_SIZE = 5000;

/** More than fits into one packet. */
const QUESTION = "?".repeat(4000);

export interface AgentOrder {
  readonly id: number;
  readonly kind: "tcp" | "udp" | "serve" | "flood";
  readonly address: string;
  readonly port: number;
  /** The address to speak from, when not the namespace's own choice. */
  readonly from: string | undefined;
  /** That an answer should come. */
  readonly isExpected: boolean;
}

export interface AgentAnswer {
  readonly id: number;
  readonly text: string;
}

/** Sent by a serving agent for each datagram. */
export interface AgentSighting {
  readonly sender: string;
}

const send = (message: AgentAnswer | AgentSighting): void => void process.send?.(message);

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message;

const patienceMs = ({ isExpected }: Pick<AgentOrder, "isExpected">): number => (isExpected ? PATIENCE_MS : SILENCE_MS);

const askTcp = ({ address, port, from, ...order }: AgentOrder): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, ...(from === undefined ? {} : { localAddress: from }) });
    socket.end(QUESTION);
    socket.setTimeout(patienceMs(order), () => resolve("silence"));
    socket.once("data", (data) => resolve(data.toString()));
    socket.once("error", (error) => resolve(codeOf(error)));
    socket.once("close", () => resolve("closed"));
    socket.once("timeout", () => socket.destroy());
  });

const askUdp = ({ address, port, from, ...order }: AgentOrder): Promise<string> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    const end = (text: string): void => {
      clearTimeout(timer);
      resolve(text);
      socket.close();
    };
    const timer = setTimeout(() => end("silence"), patienceMs(order));
    socket.once("message", (data) => end(data.toString()));
    socket.once("error", (error) => end(codeOf(error)));
    socket.bind(0, from, () => {
      socket.setBroadcast(true);
      socket.connect(port, address, () => socket.send("?"));
    });
  });

const serve = async ({ address, port }: AgentOrder): Promise<string> => {
  const tcp = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.on("end", () => socket.end(socket.remoteAddress ?? ""));
    socket.resume();
  });
  const udp = createSocket("udp4", (_, sender) => {
    send({ sender: sender.address });
    udp.send(sender.address, sender.port, sender.address);
  });
  udp.on("error", () => {});
  await new Promise<void>((resolve) => tcp.listen(port, address, resolve));
  await new Promise<void>((resolve) => udp.bind(port, address, resolve));
  return "serving";
};

/** A connection to each of many ports, as the kernel counts them, by one socket. */
const flood = async ({ address, port }: AgentOrder): Promise<string> => {
  const socket = createSocket("udp4");
  const send = (target: number): Promise<void> =>
    new Promise((resolve) => socket.send("?", target, address, () => resolve()));
  for (let target = port; target < port + FLOOD_SIZE; target++) await send(target);
  socket.close();
  return "sent";
};

const ORDERS = { tcp: askTcp, udp: askUdp, serve, flood };

process.on("message", (order: AgentOrder) => {
  void ORDERS[order.kind](order).then((text) => send({ id: order.id, text }));
});
process.on("disconnect", () => process.exit());
