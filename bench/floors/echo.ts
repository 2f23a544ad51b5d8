/** `node bench/floors/echo.ts`: a bare HTTP server that gives back what it is sent, or a greeting for an empty event. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const GREETING = '{"greeting":"hello"}';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    response.end(body.length > "{}".length ? body : GREETING);
  });
});
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}`));
