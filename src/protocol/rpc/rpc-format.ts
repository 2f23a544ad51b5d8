import type { ServiceException } from "../../aws/service-exception.ts";
import type { Operation } from "../../models/service-model.ts";
import type { WireRequest, WireResponse } from "../contract.ts";
import type { ModelledError } from "../error-catalog.ts";

/** What differs between the RPC protocols: how an operation is named, and how its input and output are written. */
export interface RpcFormat {
  readonly name: string;
  readonly routesByBody: boolean;
  /** Code of the error for bytes that cannot be read. */
  readonly malformedCode: string;
  /** @returns undefined when the request does not name an operation in this protocol's way */
  operationName(request: WireRequest): string | undefined;
  parser(operation: Operation): (request: WireRequest) => object;
  serializer(operation: Operation): (output: object | undefined, requestId: string) => WireResponse;
  error(error: ServiceException, modelled: ModelledError | undefined, requestId: string): WireResponse;
}
