/**
 * The JSON under `models/` as it lies there: AWS's own description format, documentation left out.
 * Nothing but `resolve-model.ts` and the extractor reads it.
 */
export interface ModelFile {
  readonly metadata: ModelMetadata;
  readonly operations: Readonly<Record<string, OperationFile>>;
  readonly shapes: Readonly<Record<string, ShapeFile>>;
}

/** What holds for the service as a whole. */
export interface ModelMetadata {
  readonly apiVersion: string;
  readonly endpointPrefix: string;
  readonly serviceFullName: string;
  readonly serviceId: string;
  readonly protocol: string;
  /** Every protocol the service speaks, the preferred one first. Older models only have `protocol`. */
  readonly protocols?: readonly string[];
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly signingName?: string;
  readonly signatureVersion?: string;
  readonly xmlNamespace?: string;
  readonly awsQueryCompatible?: object;
}

/** One operation; RPC services have the same `http` for all of theirs. */
export interface OperationFile {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeReference;
  readonly output?: ShapeReference & { readonly resultWrapper?: string };
  readonly errors?: readonly ShapeReference[];
}

/** Says how a shape is written on the wire. Stands on shapes and on references to them; the reference wins. */
export interface WireTraits {
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly streaming?: boolean;
  readonly timestampFormat?: string;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: string | { readonly uri: string; readonly prefix?: string };
  readonly idempotencyToken?: boolean;
  readonly eventpayload?: boolean;
  readonly eventheader?: boolean;
}

/** Use of a shape by a member, a list, a map or an operation. */
export interface ShapeReference extends WireTraits {
  readonly shape: string;
}

/** A shape of any type; which members are there follows from `type`. */
export interface ShapeFile extends WireTraits {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly payload?: string;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly document?: boolean;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
}
