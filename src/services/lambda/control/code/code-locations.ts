import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RawRoute } from "../../../../aws/service.ts";
import type { Clock } from "../../../../base/clock.ts";

/** AWS's links are good for ten minutes. */
const LIFETIME_MS = 600_000;
const PATH_PREFIX = "/_lambkin/code/";
const LINK = /^([0-9a-f]{64})\?expires=(\d{1,16})&signature=([0-9a-f]{64})$/;

/** Where the bytes are. */
export interface StoredCode {
  open(sha256: string): Readable;
  has(sha256: string): Promise<boolean>;
}

/** The download links of GetFunction: whoever holds one may read that one archive for ten minutes. */
export class CodeLocations {
  readonly #key: Uint8Array;
  readonly #code: StoredCode;
  readonly #clock: Clock;

  /** @param key secret that signs the links; the same after a restart, so that links outlive it */
  constructor(key: Uint8Array, code: StoredCode, clock: Clock) {
    this.#key = key;
    this.#code = code;
    this.#clock = clock;
  }

  /** @param endpoint scheme, host and port by which the caller reached the server */
  link(endpoint: string, sha256: string): string {
    const expiresMs = this.#clock.nowMs() + LIFETIME_MS;
    return `${endpoint}${PATH_PREFIX}${sha256}?expires=${expiresMs}&signature=${this.#sign(sha256, expiresMs)}`;
  }

  get route(): RawRoute {
    return { method: "GET", pathPrefix: PATH_PREFIX, handle: (request, response) => this.#serve(request, response) };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sha256 = this.#verify(request.url ?? "");
    if (sha256 === undefined) return refuse(response, 403, "The link is not valid, or has expired.");
    if (!(await this.#code.has(sha256))) return refuse(response, 404, "The code is not stored any more.");
    response.writeHead(200, { "Content-Type": "application/zip", "Cache-Control": "private, no-store" });
    try {
      await pipeline(this.#code.open(sha256), response);
    } catch (error) {
      // Someone who goes away in the middle of a download is nobody's mistake.
      if (!isPrematureClose(error)) throw error;
    }
  }

  /** @returns the hash of the code that the link is good for */
  #verify(url: string): string | undefined {
    const [, sha256 = "", expires = "", signature = ""] = LINK.exec(url.slice(PATH_PREFIX.length)) ?? [];
    if (sha256 === "" || Number(expires) <= this.#clock.nowMs()) return undefined;
    const expected = Buffer.from(this.#sign(sha256, Number(expires)));
    return timingSafeEqual(expected, Buffer.from(signature)) ? sha256 : undefined;
  }

  #sign(sha256: string, expiresMs: number): string {
    return createHmac("sha256", this.#key).update(`${sha256}\n${expiresMs}`).digest("hex");
  }
}

const isPrematureClose = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";

const refuse = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${message}\n`);
};
