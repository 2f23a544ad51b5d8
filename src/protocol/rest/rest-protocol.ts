import type { ServiceException } from "../../aws/service-exception.ts";
import type { Operation, ServiceModel } from "../../models/service-model.ts";
import type { Member } from "../../models/shape.ts";
import type { Route, ServerProtocol, WireRequest, WireResponse } from "../contract.ts";
import { ErrorCatalog } from "../error-catalog.ts";
import { orMalformed, withChecks } from "../input-checker.ts";
import { compileInput } from "./input-bindings.ts";
import { compileOutput, headerBinding } from "./output-bindings.ts";
import { PathRouter } from "./path-router.ts";
import type { RestFormat } from "./rest-format.ts";

interface CompiledOperation {
  readonly streamsInput: boolean;
  readonly parse: (route: Route, request: WireRequest) => object;
  readonly serialize: (output: object | undefined, requestId: string) => WireResponse;
}

/** The REST family: operations are told by method and path, members are spread over path, query, headers and body. */
export class RestProtocol implements ServerProtocol {
  readonly name: string;
  readonly routesByBody = false;
  readonly #format: RestFormat;
  readonly #router: PathRouter;
  readonly #errors: ErrorCatalog;
  readonly #operations: ReadonlyMap<string, CompiledOperation>;

  constructor(model: ServiceModel, format: RestFormat) {
    this.name = format.name;
    this.#format = format;
    this.#router = new PathRouter(model.operations.values());
    this.#errors = new ErrorCatalog(model);
    this.#operations = new Map(
      [...model.operations].map(([name, operation]) => [name, compileOperation(model, operation, format)]),
    );
  }

  streamsInput(operationName: string): boolean {
    return this.#operation(operationName).streamsInput;
  }

  route(request: WireRequest): Route | undefined {
    return orMalformed(this.#format.malformedCode, () => this.#router.match(request, this.#format.pathOf(request)));
  }

  parse(route: Route, request: WireRequest): object {
    return this.#operation(route.operationName).parse(route, this.#format.normalize?.(request) ?? request);
  }

  serialize(operationName: string, output: object | undefined, requestId: string): WireResponse {
    return this.#operation(operationName).serialize(output, requestId);
  }

  serializeError(_operationName: string | undefined, error: ServiceException, requestId: string): WireResponse {
    const modelled = this.#errors.find(error.code);
    const headers: Record<string, string> = {
      ...this.#format.requestIdHeaders(requestId),
      "Content-Type": this.#format.documents.contentType,
      ...this.#format.errorHeaders(error.code),
      ...error.headers,
    };
    for (const member of modelled?.members ?? []) {
      for (const bind of headerBinding(member)) bind(error.properties, headers);
    }
    return { status: error.statusCode, headers, body: this.#format.errorBody(error, modelled, requestId) };
  }

  #operation(name: string): CompiledOperation {
    const operation = this.#operations.get(name);
    if (operation === undefined) throw new TypeError(`the model has no operation ${name}`);
    return operation;
  }
}

const isStream = ({ streaming, shape }: Member): boolean =>
  streaming || (shape.kind === "structure" && shape.eventStream);

const compileOperation = (model: ServiceModel, operation: Operation, format: RestFormat): CompiledOperation => ({
  streamsInput: operation.input.shape.members.some(isStream),
  parse: withChecks(model, operation, format.malformedCode, compileInput(operation, format)),
  serialize: compileOutput(operation, format),
});
