import { Readable } from "node:stream";
import { ServiceException } from "../../aws/service-exception.ts";
import type { FoundObject, ObjectLocation, ObjectReader } from "./contract.ts";
import { internalError } from "./exceptions.ts";

/** A request for an object of another server, before it is signed. */
export interface RemoteRequest {
  readonly method: "GET" | "HEAD";
  /** Percent-encoded, the bucket in front. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What another server answered, when it did not refuse. */
export interface RemoteAnswer {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** To be read or destroyed. */
  readonly body: Readable;
}

/** Port: another S3-compatible server. */
export interface RemoteBuckets {
  /** @throws ServiceException in that server's code and words */
  send(request: RemoteRequest): Promise<RemoteAnswer>;
}

/** Reads objects of another server, as though they were of this one. */
export class RemoteObjectReader implements ObjectReader {
  readonly #buckets: RemoteBuckets;

  constructor(buckets: RemoteBuckets) {
    this.#buckets = buckets;
  }

  async find(location: ObjectLocation): Promise<FoundObject> {
    const target = { ...addressOf(location), headers: {} };
    const { headers, body } = await this.#head(target);
    body.destroy();
    const eTag = String(headers["etag"] ?? "");
    return {
      sizeBytes: Number(headers["content-length"]),
      eTag,
      versionId: headers["x-amz-version-id"]?.toString(),
      open: () => Readable.from(this.#bytes(target, eTag), { objectMode: true }),
    };
  }

  /** Errors of HEAD have no words, so a refusal is asked for again by GET. */
  async #head(target: Omit<RemoteRequest, "method">): Promise<RemoteAnswer> {
    try {
      return await this.#buckets.send({ ...target, method: "HEAD" });
    } catch (error) {
      if (!(error instanceof ServiceException) || error.fault === "server") throw error;
      return await this.#buckets.send({ ...target, method: "GET" });
    }
  }

  /** The object that was found, or none: it may have been replaced since. */
  async *#bytes(target: Omit<RemoteRequest, "method">, eTag: string): AsyncGenerator<Uint8Array, void, undefined> {
    const headers = eTag === "" ? target.headers : { ...target.headers, "if-match": eTag };
    const { body } = await this.#buckets.send({ ...target, method: "GET", headers });
    try {
      yield* body;
    } catch (cause) {
      throw internalError(cause);
    }
  }
}

/** Path style, which every server understands. */
const addressOf = ({ bucket, key, versionId }: ObjectLocation) => ({
  path: `/${[bucket, ...key.split("/")].map(encode).join("/")}`,
  query: versionId === undefined ? "" : `versionId=${encode(versionId)}`,
});

/** Lone surrogates, which a request can carry, have no bytes: they become what stands for the unknown. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
