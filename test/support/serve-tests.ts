import { after, before } from "node:test";
import { TestServer } from "./server.ts";

/** Gives back what it is given, which is disposed of after the tests; of the clients of SDKs, destroyed. */
export type Open = <Opened extends Disposable | { destroy(): void }>(opened: Opened) => Opened;

/**
 * Starts a server before the tests around it and ends it after them, together with what `prepare` opens. Ends both, too,
 * when `prepare` fails.
 */
export const serveTests = (
  prepare: (server: TestServer, open: Open) => void | Promise<void>,
  args: readonly string[] = [],
): void => {
  const stack = new AsyncDisposableStack();
  const open: Open = (opened) => {
    stack.defer(() => (Symbol.dispose in opened ? opened[Symbol.dispose]() : opened.destroy()));
    return opened;
  };
  before(async () => {
    const server = stack.use(await TestServer.start({ args }));
    await prepare(server, open);
  });
  after(() => stack.disposeAsync());
};
