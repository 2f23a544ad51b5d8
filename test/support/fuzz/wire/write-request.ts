import type { Operation, ServiceModel } from "../../../../src/models/service-model.ts";
import { formText } from "./form-text.ts";
import { jsonText } from "./json-text.ts";
import type { RawRequest } from "./raw-request.ts";
import { spokenProtocol } from "./spoken-protocol.ts";
import { writeRestRequest } from "./write-rest-request.ts";

/** Input by member name; what is in it need not fit the model. */
export type Input = Readonly<Record<string, unknown>>;

/** The request that a client without any scruples would send. */
export const writeRequest = (model: ServiceModel, operation: Operation, input: Input): RawRequest => {
  const request = writeByProtocol(model, operation, input);
  return { ...request, headers: { ...request.headers, authorization: authorization(model.signingName) } };
};

const writeByProtocol = (model: ServiceModel, operation: Operation, input: Input): RawRequest => {
  const protocol = spokenProtocol(model);
  const { shape } = operation.input;
  if (protocol === "query") {
    return post(formText(operation.name, model.apiVersion, input, shape), {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    });
  }
  if (protocol === "json-1.0" || protocol === "json-1.1") {
    return post(jsonText(input, shape), {
      "content-type": `application/x-amz-${protocol}`,
      "x-amz-target": `${model.targetPrefix}.${operation.name}`,
    });
  }
  return writeRestRequest(model, operation, input);
};

const post = (body: string, headers: Readonly<Record<string, string>>): RawRequest => ({
  method: "POST",
  target: "/",
  headers,
  body: Buffer.from(body),
});

/** Signed by nobody: an open server takes it for root's, and learns which service is meant. */
const authorization = (signingName: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIANOBODY/20260101/us-east-1/${signingName}/aws4_request, ` +
  `SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;
