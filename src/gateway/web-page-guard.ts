/**
 * Keeps web pages from driving a server that asks for no signature: any page in the operator's browser can send
 * requests to loopback (cross-site requests) or have its own name point there (DNS rebinding).
 */
import { hostName, isLoopback } from "./endpoint.ts";
import { foreignOrigin } from "./exceptions.ts";
import type { RequestHead } from "./served-service.ts";

export class WebPageGuard {
  readonly #allowedHosts: ReadonlySet<string>;

  /** @param allowedHosts names beside loopback that the server answers to, without port */
  constructor(allowedHosts: Iterable<string>) {
    this.#allowedHosts = new Set(allowedHosts);
  }

  /** @throws ServiceException when a web page may be behind the request */
  check({ headers }: RequestHead): void {
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none") throw foreignOrigin();
    const { host, origin } = headers;
    if (host !== undefined && !this.#isOurs(hostName(host))) throw foreignOrigin();
    if (origin !== undefined && origin !== `http://${host}`) throw foreignOrigin();
  }

  #isOurs(name: string): boolean {
    return isLoopback(name) || this.#allowedHosts.has(name);
  }
}
