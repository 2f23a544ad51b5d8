/** `node bench/floors/spawn.ts`: runs a handler in a bare process of its own for each request, and answers what it says. */
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const PROGRAM = `
const handler = async () => ({ greeting: "hello" });
handler({}).then((result) => process.stdout.write(JSON.stringify(result)));
`;

const server = createServer((request, response) => {
  request.resume();
  execFile(process.execPath, ["-e", PROGRAM], (error, output) => {
    response.statusCode = error === null ? 200 : 500;
    response.end(output);
  });
});
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}`));
