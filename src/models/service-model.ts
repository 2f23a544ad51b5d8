import type { StructureShape, Target } from "./shape.ts";

/** A protocol as the codec knows it. Which of JSON's versions a client speaks shows in its content type alone. */
export type ProtocolName = "rest-json" | "rest-xml" | "json-1.0" | "json-1.1" | "query" | "rpc-v2-cbor";

/** One AWS service, resolved: every reference followed, every default filled, all of it frozen. */
export interface ServiceModel {
  /** Name of its file under `models/`, for example `lambda`. */
  readonly id: string;
  /** For example `CloudWatch Logs`. */
  readonly serviceId: string;
  readonly serviceFullName: string;
  readonly apiVersion: string;
  /** First label of the service's host name, for example `monitoring`. */
  readonly endpointPrefix: string;
  /** Name in the SigV4 credential scope. */
  readonly signingName: string;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string | undefined;
  readonly xmlNamespace: string | undefined;
  /** Every protocol the service speaks, the preferred one first. */
  readonly protocols: readonly ProtocolName[];
  /** Clients from before a change of protocol still expect the query protocol's error codes. */
  readonly awsQueryCompatible: boolean;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Every error of the service by shape name. */
  readonly exceptions: ReadonlyMap<string, StructureShape>;
}

/** A structure where an operation uses it. */
export type StructureTarget = Target & { readonly shape: StructureShape };

/** One operation, with all that routing and codecs need of it. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** Path template, for example `/2015-03-31/functions/{FunctionName}`; `{Key+}` takes slashes too. */
  readonly path: string;
  /** Query parameters the operation is told by; undefined means the value does not matter. */
  readonly query: ReadonlyMap<string, string | undefined>;
  readonly statusCode: number;
  /** Empty structure where the model has no input. */
  readonly input: StructureTarget;
  /** Undefined where the model has no output, which the wire tells from an empty one. */
  readonly output: StructureTarget | undefined;
  /** Element around the output in the query protocol. */
  readonly resultWrapper: string | undefined;
  readonly errors: readonly StructureShape[];
}
