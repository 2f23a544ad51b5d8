import type { Service } from "../aws/service.ts";
import type { Operation, ServiceModel } from "../models/service-model.ts";
import type { Route, ServerProtocol, WireRequest } from "../protocol/contract.ts";
import type { ServiceProtocols } from "../protocol/create-protocols.ts";

/** A request without its body: what can be known before a byte of it is read. */
export type RequestHead = Omit<WireRequest, "body">;

/** A service with its model and the protocols that speak for it. */
export interface ServedService {
  readonly service: Service;
  readonly model: ServiceModel;
  readonly protocols: ServiceProtocols;
}

/** What a request is for, once identified. */
export interface Target {
  readonly served: ServedService;
  readonly protocol: ServerProtocol;
  readonly route: Route;
  readonly operation: Operation;
}
