/** A request as it is written to the socket. */
export interface RawRequest {
  readonly method: string;
  /** With its query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const MAX_SHOWN_BYTES = 600;

/** So that a person can replay it by hand. */
export const describeRequest = ({ method, target, headers, body }: RawRequest): string => {
  const shown = Object.entries(headers).map(([name, value]) => `${name}: ${shorten(value)}`);
  return [`${method} ${shorten(target)}`, ...shown, "", shorten(Buffer.from(body).toString("latin1"))].join("\n");
};

const shorten = (text: string): string =>
  text.length <= MAX_SHOWN_BYTES ? text : `${text.slice(0, MAX_SHOWN_BYTES)}… (${text.length} in all)`;
