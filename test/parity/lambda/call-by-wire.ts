import assert from "node:assert/strict";
import { loadModel } from "../../../src/models/load-model.ts";
import type { WireRequest } from "../../../src/protocol/contract.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import type { LambdaControl } from "../../support/lambda-control.ts";

/** A request as it travels, without its signature. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
}

const protocols = createProtocols(loadModel("lambda"));

/** What becomes of a request between its signature and its answer. */
export const callByWire = async (control: LambdaControl, request: RecordedRequest): Promise<unknown> => {
  const wire: WireRequest = {
    method: request.method,
    path: request.path,
    query: request.query ?? "",
    headers: { "content-type": "application/json" },
    body: Buffer.from(request.body === undefined ? "" : JSON.stringify(request.body)),
  };
  const protocol = protocols.detect(wire);
  const route = protocol.route(wire) ?? assert.fail("no operation answers to the request");
  return control.call(route.operationName as "Invoke", protocol.parse(route, wire) as never);
};
