import { after, before } from "node:test";
import { TestServer } from "./server.ts";

/** Gives back the client that it is given, which is destroyed after the tests. */
export type OpenClient = <Client extends { destroy(): void }>(client: Client) => Client;

/**
 * Starts a server before the tests around it and ends it after them, together with the clients that `prepare` opens. Ends
 * both, too, when `prepare` fails.
 */
export const serveTests = (
  prepare: (server: TestServer, open: OpenClient) => void | Promise<void>,
  args: readonly string[] = [],
): void => {
  const stack = new AsyncDisposableStack();
  before(async () => {
    const server = stack.use(await TestServer.start({ args }));
    await prepare(server, (client) => stack.adopt(client, (each) => each.destroy()));
  });
  after(() => stack.disposeAsync());
};
