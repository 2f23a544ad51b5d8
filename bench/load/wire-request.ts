/** A request before it is written out. */
export interface RequestParts {
  readonly method?: string;
  readonly path: string;
  /** Without `content-length`; `host` is 127.0.0.1 where it is not given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The bytes of a request, made before any clock starts, so that a client has nothing left to do but to write them. */
export const wireRequest = ({ method = "POST", path, headers, body }: RequestParts): Buffer => {
  const fields = { host: "127.0.0.1", ...headers, "content-length": String(Buffer.byteLength(body)) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"),
    typeof body === "string" ? Buffer.from(body) : body,
  ]);
};
