import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Target, TargetKind } from "./target.ts";

/** The floor: a bare HTTP server in a process that does nothing else, without signature, sandbox or log. */
export const echo: TargetKind = {
  name: "node:http echo",
  start: async (): Promise<Target> => {
    const server = createServer((request, response) => {
      request.resume();
      request.on("end", () => response.end('{"greeting":"hello"}'));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      name: echo.name,
      port: (server.address() as AddressInfo).port,
      prepare: () => ({ path: "/", headers: { "content-type": "application/json" }, body: "{}" }),
      expected: "hello",
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};
