import { Agent, request } from "node:http";

/** One request as it goes over the wire; signing happens before the clock starts. */
export interface PreparedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends requests over one kept connection and times each from its first byte to the answer's last. */
export class TimedClient implements Disposable {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(port: number) {
    this.#port = port;
  }

  /** @returns milliseconds; @throws when the answer is no success or not what was expected */
  post(prepared: PreparedRequest, expected: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const sent = request(
        {
          host: "127.0.0.1",
          port: this.#port,
          method: "POST",
          path: prepared.path,
          headers: { ...prepared.headers, "content-length": Buffer.byteLength(prepared.body) },
          agent: this.#agent,
        },
        (response) => {
          let body = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (body += chunk));
          response.on("end", () => {
            const elapsedMs = performance.now() - startedMs;
            const { statusCode = 0 } = response;
            if (statusCode >= 200 && statusCode < 300 && body.includes(expected)) resolve(elapsedMs);
            else reject(new Error(`${prepared.path} answered ${response.statusCode}: ${body.slice(0, 300)}`));
          });
        },
      );
      sent.on("error", reject);
      sent.end(prepared.body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
