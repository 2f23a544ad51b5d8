/** Whose fault an error is. AWS calls them Sender and Receiver in its query protocol. */
export type Fault = "client" | "server";

/**
 * The only kind of error that is sent to a caller as it is. Classes per error are generated from the
 * service models; wordings live in each service's `exceptions.ts`.
 */
export class ServiceException extends Error {
  /** The error's name on the wire, for example `ResourceNotFoundException`. */
  readonly code: string;
  readonly statusCode: number;
  readonly fault: Fault;
  /** Modelled members besides the message, by wire name, for example `{ Type: "User" }`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Headers of the answer besides the protocol's own, for REST services that say more of an error in them. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(details: {
    readonly code: string;
    readonly message: string;
    readonly statusCode: number;
    readonly fault?: Fault;
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly cause?: unknown;
  }) {
    super(details.message, { cause: details.cause });
    this.name = details.code;
    this.code = details.code;
    this.statusCode = details.statusCode;
    this.fault = details.fault ?? (details.statusCode >= 500 ? "server" : "client");
    this.properties = details.properties ?? {};
    this.headers = details.headers ?? {};
  }
}
