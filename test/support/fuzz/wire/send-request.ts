import { Agent, request as httpRequest } from "node:http";
import type { RawRequest } from "./raw-request.ts";

/** An answer with all of its body, or what a stream without end had sent when its head was there. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Far longer than any answer takes on a busy machine: whoever needs it hangs. */
const PATIENCE_MS = 60_000;

/** Speaks to one server over connections that are kept. */
export class FuzzClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #endpoint: URL;

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  /** @throws when there is no whole answer in time, or the connection breaks */
  send(raw: RawRequest, { untilHead }: { readonly untilHead: boolean }): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent: this.#agent,
          host: this.#endpoint.hostname,
          port: this.#endpoint.port,
          method: raw.method,
          path: raw.target,
          headers: { "x-amz-date": "20260101T000000Z", ...raw.headers, "content-length": raw.body.byteLength },
          signal: AbortSignal.timeout(PATIENCE_MS),
        },
        (incoming) => {
          const headers = incoming.headers as Readonly<Record<string, string>>;
          const status = incoming.statusCode ?? 0;
          if (untilHead && status < 300) {
            resolve({ status, headers, body: Buffer.alloc(0) });
            incoming.destroy();
            return;
          }
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () => resolve({ status, headers, body: Buffer.concat(chunks) }));
          incoming.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      outgoing.end(raw.body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** Whether HTTP itself can carry it: a client cannot put line breaks or letters of all alphabets into a header. */
export const canTravel = ({ headers, target }: RawRequest): boolean =>
  Object.entries(headers).every(
    ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  ) &&
  /^[\x21-\xff]+$/.test(target) &&
  // The gateway's own limit on the head.
  target.length + Object.entries(headers).join("----").length < 24_000;
