// The smallest runtime for Node.js that speaks the Runtime API on a kept connection.
import { Agent, request } from "node:http";

const hello = async () => ({ greeting: "hello" });

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const asked = request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ headers: answer.headers, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });

for (;;) {
  const { headers, text } = await ask("GET", "next");
  const result = JSON.stringify(await hello(JSON.parse(text)));
  await ask("POST", `${headers["lambda-runtime-aws-request-id"]}/response`, result);
}
