import type { ServiceException } from "../../aws/service-exception.ts";
import type { Operation, ServiceModel } from "../../models/service-model.ts";
import type { Route, ServerProtocol, WireRequest, WireResponse } from "../contract.ts";
import { ErrorCatalog } from "../error-catalog.ts";
import { withChecks } from "../input-checker.ts";
import type { RpcFormat } from "./rpc-format.ts";

interface CompiledOperation {
  readonly parse: (request: WireRequest) => object;
  readonly serialize: (output: object | undefined, requestId: string) => WireResponse;
}

/**
 * The RPC family: the request names its operation, and the body is the input.
 * LIMIT: no input is a stream; no service of AWS that speaks one of these protocols takes one.
 */
export class RpcProtocol implements ServerProtocol {
  readonly name: string;
  readonly routesByBody: boolean;
  readonly #format: RpcFormat;
  readonly #errors: ErrorCatalog;
  readonly #operations: ReadonlyMap<string, CompiledOperation>;

  constructor(model: ServiceModel, format: RpcFormat) {
    this.name = format.name;
    this.routesByBody = format.routesByBody;
    this.#format = format;
    this.#errors = new ErrorCatalog(model);
    this.#operations = new Map(
      [...model.operations].map(([name, operation]) => [name, compileOperation(model, operation, format)]),
    );
  }

  streamsInput(): boolean {
    return false;
  }

  route(request: WireRequest): Route | undefined {
    const operationName = this.#format.operationName(request);
    if (operationName === undefined || !this.#operations.has(operationName)) return undefined;
    return { operationName, labels: NO_LABELS };
  }

  parse(route: Route, request: WireRequest): object {
    return this.#operation(route.operationName).parse(request);
  }

  serialize(operationName: string, output: object | undefined, requestId: string): WireResponse {
    return this.#operation(operationName).serialize(output, requestId);
  }

  serializeError(_operationName: string | undefined, error: ServiceException, requestId: string): WireResponse {
    return this.#format.error(error, this.#errors.find(error.code), requestId);
  }

  #operation(name: string): CompiledOperation {
    const operation = this.#operations.get(name);
    if (operation === undefined) throw new TypeError(`the model has no operation ${name}`);
    return operation;
  }
}

const NO_LABELS = Object.freeze({});

const compileOperation = (model: ServiceModel, operation: Operation, format: RpcFormat): CompiledOperation => ({
  parse: withChecks(model, operation, format.malformedCode, format.parser(operation)),
  serialize: format.serializer(operation),
});
