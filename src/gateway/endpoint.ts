import { badRequest } from "./exceptions.ts";

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i;

/**
 * The address the caller reached us by, for URLs in answers.
 * @throws ServiceException when the Host header is missing or no host at all, before it can reach an answer
 */
export const endpointOf = (host: string | undefined): string => {
  if (host === undefined || !HOST.test(host)) throw badRequest("The Host header is missing or malformed.");
  return `http://${host}`;
};

/** Without the port. */
export const hostName = (host: string): string => host.replace(/:\d+$/, "");

/** Whether a name or address can only mean this machine. */
export const isLoopback = (name: string): boolean => LOOPBACK.test(name);
