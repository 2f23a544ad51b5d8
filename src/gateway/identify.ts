/**
 * Finds out which service and operation a request is for. A client tells by its `X-Amz-Target`, the credential
 * scope of its signature, the host it thinks it is talking to, or only by the path; in this order, since the
 * first is the most explicit. Whether the signature was made for the same service is checked later.
 */
import type { ServiceException } from "../aws/service-exception.ts";
import type { ServerProtocol, WireRequest } from "../protocol/contract.ts";
import { isSigV2Link } from "../protocol/sigv2/presigned-url.ts";
import { uriDecode } from "../protocol/sigv4/uri-encode.ts";
import { serviceNotServed, unknownOperation, unknownPath } from "./exceptions.ts";
import { isForm } from "./fallback-response.ts";
import type { RequestHead, ServedService, Target } from "./served-service.ts";

type ByName = ReadonlyMap<string, readonly ServedService[]>;

const CREDENTIAL_IN_HEADER = /Credential=[^/,\s]+\/[^/,\s]*\/[^/,\s]*\/([^/,\s]+)/;
const ACTION = /(?:^|&)Action=([^&]*)/;
const NONE: readonly ServedService[] = [];

export class ServiceIndex {
  readonly #all: readonly ServedService[];
  readonly #byTargetPrefix: ByName;
  readonly #bySigningName: ByName;
  readonly #byEndpointPrefix: ByName;

  constructor(services: readonly ServedService[]) {
    this.#all = services;
    this.#byTargetPrefix = groupBy(services, ({ model }) => model.targetPrefix);
    this.#bySigningName = groupBy(services, ({ model }) => model.signingName);
    this.#byEndpointPrefix = groupBy(services, ({ model }) => model.endpointPrefix);
  }

  /**
   * The services that a request may be for, as far as its head tells.
   * @returns undefined when nothing but the path can tell
   */
  hinted(request: RequestHead): readonly ServedService[] | undefined {
    const target = request.headers["x-amz-target"];
    const byTarget = target && this.#byTargetPrefix.get(target.slice(0, target.lastIndexOf(".")));
    if (byTarget) return byTarget;
    const signingName = claimedSigningName(request);
    if (signingName !== undefined) return this.#bySigningName.get(signingName) ?? NONE;
    const host = request.headers["host"];
    return host === undefined ? undefined : this.#byEndpointPrefix.get(host.slice(0, host.indexOf(".")));
  }

  /**
   * @param request with its body where the body names the operation (query protocol), otherwise without
   * @throws ServiceException when no operation answers to it
   */
  identify(request: WireRequest, hinted = this.hinted(request)): Target {
    const candidates = hinted ?? this.#all;
    for (const served of candidates) {
      const protocol = served.protocols.detect(request);
      const route = protocol.route(request);
      const operation = route && served.model.operations.get(route.operationName);
      if (route !== undefined && operation !== undefined) return { served, protocol, route, operation };
    }
    throw this.#unidentified(request, hinted);
  }

  /** Whether nothing but the body tells what the request is for, as in the query protocol. */
  needsBody(head: RequestHead, hinted = this.hinted(head)): boolean {
    if (hinted === undefined) return isForm(head);
    return hinted.some(({ protocols }) => protocols.detect(head).routesByBody);
  }

  /** Protocol in which to refuse a request whose operation is unknown. */
  protocolFor(request: RequestHead): ServerProtocol | undefined {
    return this.hinted(request)?.[0]?.protocols.detect(request);
  }

  #unidentified(request: WireRequest, hinted: readonly ServedService[] | undefined): ServiceException {
    const [served] = hinted ?? NONE;
    if (served === undefined) {
      const signingName = claimedSigningName(request);
      return signingName === undefined ? unknownPath(request.method, request.path) : serviceNotServed(signingName);
    }
    return unknownOperation({
      protocolName: served.protocols.detect(request).name,
      action: actionOf(request),
      apiVersion: served.model.apiVersion,
    });
  }
}

/** The service in the credential scope, whether or not the signature is any good. */
const claimedSigningName = ({ headers, query }: RequestHead): string | undefined => {
  const authorization = headers["authorization"];
  if (authorization !== undefined) return CREDENTIAL_IN_HEADER.exec(authorization)?.[1];
  // Only S3 knows links without a scope.
  if (isSigV2Link(query)) return "s3";
  if (!query.includes("X-Amz-Credential=")) return undefined;
  return new URLSearchParams(query).get("X-Amz-Credential")?.split("/")[3];
};

const actionOf = ({ query, body }: WireRequest): string | undefined => {
  const form = body instanceof Uint8Array ? Buffer.from(body).toString() : "";
  const action = (ACTION.exec(query) ?? ACTION.exec(form))?.[1];
  return action === undefined ? undefined : uriDecode(action);
};

const groupBy = (services: readonly ServedService[], nameOf: (served: ServedService) => string | undefined): ByName => {
  const groups = new Map<string, ServedService[]>();
  for (const served of services) {
    const name = nameOf(served);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), served]);
  }
  return groups;
};
