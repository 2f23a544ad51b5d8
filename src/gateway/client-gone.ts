/** The connection ended before the request did: there is nobody left to answer. */
export class ClientGone extends Error {
  constructor(cause?: unknown) {
    super("The client closed the connection.", { cause });
    this.name = "ClientGone";
  }
}
