import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import type { ServiceModel } from "../../../src/models/service-model.ts";
import type { WireRequest, WireResponse } from "../../../src/protocol/contract.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";

/** What a test answers for an operation: output to serialize, or an error to throw. */
export type Answers = Readonly<Record<string, (input: never) => object | undefined | Promise<object | undefined>>>;

/** Ends with its connections when disposed. */
export interface LoopbackServer extends AsyncDisposable {
  readonly endpoint: string;
  /** The protocol of each request, in order. */
  readonly protocolsUsed: readonly string[];
}

/** A server that is nothing but a listener around the codec, so that real clients talk to the codec alone. */
export const startLoopbackServer = async (model: ServiceModel, answers: Answers): Promise<LoopbackServer> => {
  const protocols = createProtocols(model);
  const protocolsUsed: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = "/", query = ""] = (message.url ?? "/").split("?", 2);
    const head = {
      method: message.method ?? "GET",
      path,
      query,
      headers: joinHeaders(message),
      body: new Uint8Array(),
    };
    const protocol = protocols.detect(head);
    protocolsUsed.push(protocol.name);
    let operationName: string | undefined;
    let answered: WireResponse;
    try {
      const early = protocol.routesByBody ? undefined : protocol.route(head);
      const streams = early !== undefined && protocol.streamsInput(early.operationName);
      const request: WireRequest = { ...head, body: streams ? message : await buffer(message) };
      const route = early ?? protocol.route(request);
      operationName = route?.operationName;
      const handle = answers[operationName ?? ""];
      if (route === undefined || handle === undefined)
        throw new Error(`nothing answers ${message.method} ${message.url}`);
      const output = await handle(protocol.parse(route, request) as never);
      answered = protocol.serialize(route.operationName, output, "request-1");
    } catch (error) {
      const shown =
        error instanceof ServiceException
          ? error
          : new ServiceException({ code: "InternalFailure", message: String(error), statusCode: 500 });
      answered = protocol.serializeError(operationName, shown, "request-1");
    }
    await send(response, answered);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    protocolsUsed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const joinHeaders = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
  );

const send = async (response: ServerResponse, { status, headers, body }: WireResponse): Promise<void> => {
  response.writeHead(status, headers);
  if (typeof body === "string" || body instanceof Uint8Array) response.end(body);
  else await pipeline(Readable.from(body), response);
};
